// The kernel `systolic`, traced from the equations in src/model/: edit those, then run
//     UPDATE_GOLDEN=1 cargo test --test golden_wgsl
// Units: us, MB, MFLOP, TB/s, TFLOP/s, GHz; see src/model/mod.rs.

struct systolic_shape_result {
    m: f32,
    n: f32,
    k: f32,
    ifmap: f32,
}
fn systolic_shape(
    m: f32,
    n: f32,
    k: f32,
    height: f32,
    width: f32,
    kernel_height: f32,
    kernel_width: f32,
    channels: f32,
    filters: f32,
    stride: f32,
    quirks: f32,
) -> systolic_shape_result {
    let t15 = select(0.0f, 1.0f, (0.5f < quirks));
    let t16 = 0.0f < filters;
    let t21 = max(stride, 1.0f);
    let t22 = f32((u32(((1.0f + max(0.0f, (height - kernel_height))) - t15)) + u32(t21) - 1u) / u32(t21));
    let t29 = t15 + f32((u32(((1.0f + max(0.0f, (width - kernel_width))) - t15)) + u32(t21) - 1u) / u32(t21));
    let m_2 = max(1.0f, select(m, ((t15 + t22) * t29), t16));
    let n_2 = max(1.0f, select(n, filters, t16));
    let k_2 = max(1.0f, select(k, (channels * (kernel_height * kernel_width)), t16));
    let ifmap = max(1.0f, select((m_2 * k_2), (channels * (height * width)), t16));
    return systolic_shape_result(m_2, n_2, k_2, ifmap);
}

struct systolic_folds_result {
    held_cols: f32,
    stream: f32,
    row_folds: f32,
    col_folds: f32,
    cycles: f32,
    mapping_efficiency: f32,
    compute_utilisation: f32,
}
fn systolic_folds(
    m: f32,
    n: f32,
    k: f32,
    rows: f32,
    cols: f32,
    arrays: f32,
    dataflow: f32,
    overlap: f32,
    quirks: f32,
) -> systolic_folds_result {
    let t13 = 0.5f < quirks;
    let t15 = dataflow < 1.5f;
    let t16 = dataflow < 0.5f;
    let held_rows = select(k, m, t16);
    let held_cols = select(select(m, n, t15), n, t16);
    let stream = select(select(n, m, t15), k, t16);
    let row_folds = f32((u32(held_rows) + u32(rows) - 1u) / u32(rows));
    let col_folds = f32((u32(held_cols) + u32(cols) - 1u) / u32(cols));
    let folds = f32((u32((row_folds * col_folds)) + u32(arrays) - 1u) / u32(arrays));
    let load = select(rows, 0.0f, t16);
    let fold_cycles = (stream + (cols + (rows + load))) - 2.0f;
    let next_fold_cycles = select(fold_cycles, max(rows, stream), (0.5f < overlap));
    let compute_cycles = fold_cycles + (next_fold_cycles * (folds - 1.0f));
    let places = cols * (rows * arrays);
    let t43 = (held_rows * held_cols) / (folds * places);
    let t52 = stream / max(1.0f, select(((stream + ((rows + rows) + (cols + cols))) - 3.0f), fold_cycles, t16));
    return systolic_folds_result(held_cols, stream, row_folds, col_folds, (compute_cycles - select(0.0f, 1.0f, t13)), t43, select((t43 * (stream * (folds / compute_cycles))), (t43 * t52), t13));
}

struct systolic_sram_result {
    ifmap_reads: f32,
    filter_reads: f32,
    ofmap_writes: f32,
    ofmap_reads: f32,
}
fn systolic_sram(
    m: f32,
    n: f32,
    k: f32,
    row_folds: f32,
    col_folds: f32,
    rows: f32,
    cols: f32,
    dataflow: f32,
    quirks: f32,
) -> systolic_sram_result {
    let t12 = 0.5f < quirks;
    let t15 = dataflow < 1.5f;
    let t17 = dataflow < 0.5f;
    let ifmap_reads = (m * k) * select(select(1.0f, col_folds, t15), col_folds, t17);
    let filter_reads = (n * k) * select(select(col_folds, 1.0f, t15), row_folds, t17);
    let outputs = m * n;
    let t29 = row_folds * outputs;
    let ofmap_writes = select(t29, (outputs + select(0.0f, ((row_folds * col_folds) * (rows + cols)), t12)), t17);
    let ofmap_reads = select(select((t29 - outputs), 0.0f, t12), 0.0f, t17);
    return systolic_sram_result(ifmap_reads, filter_reads, ofmap_writes, ofmap_reads);
}

struct systolic_dram_result {
    ifmap_reads: f32,
    filter_reads: f32,
    ofmap_writes: f32,
    ofmap_reads: f32,
}
fn systolic_dram(
    ifmap: f32,
    weights: f32,
    outputs: f32,
    depth: f32,
    stream: f32,
    held_cols: f32,
    row_folds: f32,
    col_folds: f32,
    cols: f32,
    ifmap_mb: f32,
    filter_mb: f32,
    ofmap_mb: f32,
    operand_bytes: f32,
    result_bytes: f32,
    sum_bytes: f32,
    dataflow: f32,
    quirks: f32,
) -> systolic_dram_result {
    let t20 = 0.5f < quirks;
    let t22 = ifmap_mb * 1000000.0f;
    let ifmap_half = max(1.0f, (select((0.5f * t22), (50.0f * floor((t22 * 0.01f))), t20) / operand_bytes));
    let t32 = filter_mb * 1000000.0f;
    let filter_half = max(1.0f, (select((0.5f * t32), (50.0f * floor((0.01f * t32))), t20) / operand_bytes));
    let t40 = ofmap_mb * 1000000.0f;
    let ofmap_half = max(1.0f, (select((0.5f * t40), (50.0f * floor((0.01f * t40))), t20) / sum_bytes));
    let strip = min(held_cols, cols);
    let t50 = dataflow < 1.5f;
    let t52 = dataflow < 0.5f;
    let t53 = select(select(1.0f, col_folds, t50), col_folds, t52);
    let t55 = select(select(col_folds, 1.0f, t50), row_folds, t52);
    let t57 = select(weights, (depth * strip), t52);
    let t63 = select(select((ifmap_half / ifmap), 0.0f, t20), 1.0f, (ifmap <= ifmap_half)) * (t53 - 1.0f);
    let t65 = ifmap * (t53 - t63);
    let t71 = select(select((filter_half / t57), 0.0f, t20), 1.0f, (t57 <= filter_half)) * (t55 - 1.0f);
    let t73 = weights * (t55 - t71);
    let t75 = outputs * (row_folds - 1.0f);
    let t76 = stream * strip;
    let t83 = select((t75 * (1.0f - select(select((ofmap_half / t76), 0.0f, t20), 1.0f, (t76 <= ofmap_half)))), t75, t20);
    let spilled_sums = select(t83, 0.0f, t52);
    let t85 = select(spilled_sums, 0.0f, t20);
    let t88 = weights * max(1.0f, (ifmap / ifmap_half));
    let t91 = ifmap * max(1.0f, (weights / filter_half));
    let t97 = ifmap + t88;
    let t98 = weights + t91;
    let t101 = t20 || ((((spilled_sums + t85) * (sum_bytes / operand_bytes)) + (t65 + t73)) <= min(t97, t98));
    let t102 = t97 <= t98;
    let ifmap_reads = select(select(t91, ifmap, t102), t65, t101);
    let filter_reads = select(select(weights, t88, t102), t73, t101);
    let t111 = select((sum_bytes / result_bytes), 1.0f, t20);
    let ofmap_writes = outputs + (t111 * ((outputs + select(0.0f, spilled_sums, t101)) - outputs));
    let ofmap_reads = select(0.0f, t85, t101) * t111;
    return systolic_dram_result(ifmap_reads, filter_reads, ofmap_writes, ofmap_reads);
}

struct systolic_kernel_result {
    time_us: f32,
    cycles: f32,
    array_us: f32,
    array_cycles: f32,
    dram_us: f32,
    tflops: f32,
    utilisation: f32,
    compute_utilisation: f32,
    mapping_efficiency: f32,
    sram_ifmap_reads: f32,
    sram_filter_reads: f32,
    sram_ofmap_writes: f32,
    sram_ofmap_reads: f32,
    dram_ifmap_reads: f32,
    dram_filter_reads: f32,
    dram_ofmap_writes: f32,
    dram_ofmap_reads: f32,
    dram_mb: f32,
    sram_tbps: f32,
    macs: f32,
    reason: f32,
}
fn systolic_kernel(
    array_rows: f32,
    array_cols: f32,
    array_arrays: f32,
    array_dataflow: f32,
    array_overlap: f32,
    array_quirks: f32,
    array_clock_ghz: f32,
    array_ifmap_mb: f32,
    array_filter_mb: f32,
    array_ofmap_mb: f32,
    array_dram_tbps: f32,
    array_operand_bytes: f32,
    array_result_bytes: f32,
    array_sum_bytes: f32,
    gemm_m: f32,
    gemm_n: f32,
    gemm_k: f32,
    conv_height: f32,
    conv_width: f32,
    conv_kernel_height: f32,
    conv_kernel_width: f32,
    conv_channels: f32,
    conv_filters: f32,
    conv_stride: f32,
) -> systolic_kernel_result {
    let t27 = 0.5f < array_quirks;
    let systolic_shape_28 = systolic_shape(gemm_m, gemm_n, gemm_k, conv_height, conv_width, conv_kernel_height, conv_kernel_width, conv_channels, conv_filters, conv_stride, array_quirks);
    let t40 = ((conv_kernel_height <= conv_height) && (conv_kernel_width <= conv_width)) && (0.0f < (conv_channels * (conv_kernel_height * conv_kernel_width)));
    let t47 = ((0.0f < conv_filters) && t40) || ((conv_filters <= 0.0f) && (0.0f < (gemm_k * (gemm_m * gemm_n))));
    let systolic_folds_48 = systolic_folds(systolic_shape_28.m, systolic_shape_28.n, systolic_shape_28.k, array_rows, array_cols, array_arrays, array_dataflow, array_overlap, array_quirks);
    let systolic_sram_56 = systolic_sram(systolic_shape_28.m, systolic_shape_28.n, systolic_shape_28.k, systolic_folds_48.row_folds, systolic_folds_48.col_folds, array_rows, array_cols, array_dataflow, array_quirks);
    let t63 = systolic_shape_28.m * systolic_shape_28.n;
    let systolic_dram_64 = systolic_dram(systolic_shape_28.ifmap, (systolic_shape_28.n * systolic_shape_28.k), t63, systolic_shape_28.k, systolic_folds_48.stream, systolic_folds_48.held_cols, systolic_folds_48.row_folds, systolic_folds_48.col_folds, array_cols, array_ifmap_mb, array_filter_mb, array_ofmap_mb, array_operand_bytes, array_result_bytes, select(array_sum_bytes, array_result_bytes, t27), array_dataflow, array_quirks);
    let t70 = array_operand_bytes * (1e-6f * systolic_dram_64.ifmap_reads);
    let t72 = array_operand_bytes * (1e-6f * systolic_dram_64.filter_reads);
    let t75 = array_result_bytes * (1e-6f * (systolic_dram_64.ofmap_writes + systolic_dram_64.ofmap_reads));
    let dram_mb = t75 + (t70 + t72);
    let t78 = 0.0f < array_dram_tbps;
    let dram_us = select(0.0f, (select(dram_mb, max(t75, max(t70, t72)), t27) / select(1.0f, array_dram_tbps, t78)), t78);
    let array_us = (systolic_folds_48.cycles * 0.001f) / array_clock_ghz;
    let time_us = max(dram_us, array_us);
    let cycles = max(systolic_folds_48.cycles, ((array_clock_ghz * dram_us) * 1000.0f));
    let products = systolic_shape_28.k * t63;
    let macs = array_arrays * (array_rows * array_cols);
    let utilisation = products / (max(1.0f, cycles) * macs);
    let t100 = 0.001f / array_clock_ghz;
    let tflops = (products * 2e-6f) / max(time_us, t100);
    let t111 = array_operand_bytes * (1e-6f * (systolic_sram_56.ifmap_reads + systolic_sram_56.filter_reads));
    let t114 = select(array_sum_bytes, array_result_bytes, (array_dataflow < 0.5f)) * (1e-6f * (systolic_sram_56.ofmap_writes + systolic_sram_56.ofmap_reads));
    let sram_mb = t111 + t114;
    return systolic_kernel_result(time_us, cycles, array_us, systolic_folds_48.cycles, dram_us, tflops, utilisation, systolic_folds_48.compute_utilisation, systolic_folds_48.mapping_efficiency, systolic_sram_56.ifmap_reads, systolic_sram_56.filter_reads, systolic_sram_56.ofmap_writes, systolic_sram_56.ofmap_reads, systolic_dram_64.ifmap_reads, systolic_dram_64.filter_reads, systolic_dram_64.ofmap_writes, systolic_dram_64.ofmap_reads, dram_mb, (sram_mb / max(array_us, t100)), macs, select(1.0f, 0.0f, t47));
}
