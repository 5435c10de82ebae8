// The kernel `attention`, traced from the equations in src/model/: edit those, then run
//     UPDATE_GOLDEN=1 cargo test --test golden_wgsl
// Units: us, MB, MFLOP, TB/s, TFLOP/s, GHz; see src/model/mod.rs.

struct context_attention_result {
    time: f32,
    matrix_time: f32,
    vector_time: f32,
    memory_time: f32,
    latency: f32,
    mb: f32,
    mflop: f32,
}
fn context_attention(
    batch: f32,
    heads: f32,
    kv_heads: f32,
    qk_dim: f32,
    v_dim: f32,
    cached: f32,
    queries: f32,
    past: f32,
    window: f32,
    bytes: f32,
    cache_bytes: f32,
    units: f32,
    clock: f32,
    rate: f32,
    special: f32,
    memory_peak: f32,
    rows: f32,
    packed: f32,
    floor_: f32,
    matrix_share: f32,
    softmax_share: f32,
    block: f32,
    memory_share: f32,
    floor_factor: f32,
    matrix_factor: f32,
    softmax_factor: f32,
    block_factor: f32,
    passes_factor: f32,
    wide: f32,
) -> context_attention_result {
    let t32 = qk_dim + v_dim;
    let t34 = min(window, (queries + past));
    let t38 = min(queries, max((t34 - past), 0.0f));
    let pairs = ((past * t38) + ((t38 * (1.0f + t38)) * 0.5f)) + (t34 * (queries - t38));
    let mflop = t32 * (heads * (batch * (2e-6f * pairs)));
    let bands = ceil(((queries / 128.0f) * 0.99999905f));
    let t58 = ceil((0.99999905f * (past / 128.0f)));
    let longest_row = min((1.0f + ceil((0.99999905f * (window / 128.0f)))), (bands + t58));
    let t67 = min(bands, max(0.0f, (longest_row - t58)));
    let tiles = ((t58 * t67) + (0.5f * (t67 * (1.0f + t67)))) + (longest_row * (bands - t67));
    let packed_heads = max(1.0f, min(rows, min(packed, (heads / kv_heads))));
    let t81 = (queries * packed_heads) / rows;
    let blocks = ((batch * heads) / packed_heads) * max(1.0f, ceil((0.99999905f * t81)));
    let t92 = 0.25f + (0.75f * min(1.0f, t81));
    let t93 = rows * 128.0f;
    let t103 = matrix_factor * ((t32 * (2e-6f * t93)) * (1.0f + (wide * max(0.0f, ((t32 * 0.00390625f) - 1.0f)))));
    let t105 = t103 / (rate * matrix_share);
    let t111 = (softmax_factor * (t93 * 1e-6f)) / (softmax_share * (special / units));
    let tile_time = t92 * sqrt(((t105 * t105) + (t111 * t111)));
    let block_time = (block * block_factor) / clock;
    let tiles_per_unit = ((tiles * blocks) / bands) / units;
    let all_blocks = ((t92 * (blocks * block_time)) / units) + (tile_time * tiles_per_unit);
    let longest_block = block_time + (longest_row * tile_time);
    let t130 = 1e-6f * (batch * queries);
    let mb = (cache_bytes * (cached * (kv_heads * (1e-6f * (batch * past))))) + (bytes * (t32 * (t130 * (heads + kv_heads))));
    let memory_time = (passes_factor * (mb + (cache_bytes * (cached * (kv_heads * t130))))) / (memory_peak * memory_share);
    let latency = floor_ * floor_factor;
    let t152 = min(all_blocks, 1000000000000.0f) * 0.0009765625f;
    let t153 = t152 * t152;
    let t156 = 0.0009765625f * min(longest_block, 1000000000000.0f);
    let t157 = t156 * t156;
    let time = memory_time + (latency + (sqrt(sqrt(((t153 * t153) + (t157 * t157)))) * 1024.0f));
    let t166 = t92 * tiles_per_unit;
    let matrix_time = t105 * t166;
    let vector_time = t111 * t166;
    return context_attention_result(time, matrix_time, vector_time, memory_time, latency, mb, mflop);
}

struct generation_attention_result {
    time: f32,
    matrix_time: f32,
    vector_time: f32,
    memory_time: f32,
    latency: f32,
    mb: f32,
    mflop: f32,
}
fn generation_attention(
    batch: f32,
    heads: f32,
    kv_heads: f32,
    qk_dim: f32,
    v_dim: f32,
    cached: f32,
    context: f32,
    window: f32,
    bytes: f32,
    cache_bytes: f32,
    units: f32,
    clock: f32,
    rate: f32,
    memory_peak: f32,
    l2_mb: f32,
    tile_keys: f32,
    pack: f32,
    most_splits: f32,
    floor_: f32,
    memory_share: f32,
    load_rate: f32,
    tile_kcycles: f32,
    block_kcycles: f32,
    convert_kcycles: f32,
    merge: f32,
    l2_share: f32,
    matrix_share: f32,
    passes: f32,
    fill: f32,
    floor_factor: f32,
    stream_factor: f32,
    memory_factor: f32,
    convert_factor: f32,
    wide: f32,
    special: f32,
) -> generation_attention_result {
    let t39 = qk_dim + v_dim;
    let t40 = heads / kv_heads;
    let rows = ceil(((min(pack, t40) * 0.0625f) * 0.99999905f)) * 16.0f;
    let tile_elements = cached * tile_keys;
    let t54 = (((cache_bytes * tile_elements) / load_rate) * 0.001f) / clock;
    let t66 = select(0.0f, (((tile_elements * (convert_kcycles * convert_factor)) * 6.1035156e-5f) / clock), (cache_bytes < bytes));
    let t67 = ((t39 * (tile_keys * (2e-6f * rows))) / (rate * matrix_share)) + t66;
    let t78 = sqrt(((t54 * t54) + (t67 * t67))) * (1.0f + (wide * max(0.0f, ((t39 * 0.00390625f) - 1.0f))));
    let tile_time = stream_factor * (t78 + (tile_kcycles / clock));
    let tiles = min(ceil((0.99999905f * (context / tile_keys))), (1.0f + ceil((0.99999905f * (window / tile_keys)))));
    let t93 = ceil((0.99999905f * (t40 / pack)));
    let blocks = (batch * kv_heads) * t93;
    let waves = blocks / units;
    let splits = max(1.0f, min(most_splits, min(tiles, (1.0f / waves))));
    let t100 = tile_time * tiles;
    let t117 = ((block_kcycles * stream_factor) / clock) + min(t100, (merge + (max(0.0f, (t100 - merge)) / splits)));
    let stream_time = max(1.0f, (0.5f * (waves + max(waves, ceil((0.99999905f * min(waves, 511.5f))))))) * t117;
    let seen_tokens = batch * min(context, window);
    let cache_mb = cache_bytes * (cached * (kv_heads * (1e-6f * seen_tokens)));
    let t128 = bytes * (t39 * (heads * (batch * 1e-6f)));
    let t130 = (l2_mb * l2_share) / cache_mb;
    let steady_time = ((memory_factor * (cache_mb / (1.0f + (t130 * t130)))) + (passes * t128)) / (memory_peak * memory_share);
    let memory_time = steady_time + ((fill * steady_time) / (fill + steady_time));
    let latency = floor_ * floor_factor;
    let t147 = min(stream_time, 1000000000000.0f) * 0.0009765625f;
    let t148 = t147 * t147;
    let t151 = 0.0009765625f * min(memory_time, 1000000000000.0f);
    let t152 = t151 * t151;
    let time = latency + (sqrt(sqrt(((t148 * t148) + (t152 * t152)))) * 1024.0f);
    let t162 = rows * (t93 * (kv_heads * seen_tokens));
    let matrix_time = (t39 * (2e-6f * t162)) / (matrix_share * (units * rate));
    let vector_time = (1e-6f * t162) / special;
    let mflop = t39 * (heads * (2e-6f * seen_tokens));
    return generation_attention_result(time, matrix_time, vector_time, memory_time, latency, (cache_mb + t128), mflop);
}

struct attention_kernel_result {
    time_us: f32,
    tflops: f32,
    mfu: f32,
    bandwidth: f32,
    mbu: f32,
    intensity: f32,
    tokens_per_s: f32,
    matrix_us: f32,
    softmax_us: f32,
    memory_us: f32,
    cache_gb: f32,
    reason: f32,
}
fn attention_kernel(
    chip_units: f32,
    chip_clock_ghz: f32,
    chip_matrix_ops: f32,
    chip_attention_ops: f32,
    chip_matrix_factor: f32,
    chip_vector_clock_ghz: f32,
    chip_vector_ops: f32,
    chip_special_ops: f32,
    chip_vector_factor: f32,
    chip_memory_bus_bits: f32,
    chip_memory_rate_gbit: f32,
    chip_memory_factor: f32,
    chip_memory_capacity_gb: f32,
    chip_l2_mb: f32,
    chip_l2_rate: f32,
    chip_scaleup_links: f32,
    chip_scaleup_link_tbps: f32,
    chip_scaleup_factor: f32,
    chip_scaleup_domain: f32,
    chip_memory_efficiency: f32,
    chip_launch_us: f32,
    format_weight_bytes: f32,
    format_activation_bytes: f32,
    format_kv_bytes: f32,
    format_residual_bytes: f32,
    format_head_bytes: f32,
    attention_batch: f32,
    attention_queries: f32,
    attention_past: f32,
    attention_heads: f32,
    attention_kv_heads: f32,
    attention_head_dim: f32,
    attention_window: f32,
    context_design_rows: f32,
    context_design_packed: f32,
    context_design_narrow: f32,
    context_floor_us: f32,
    context_matrix_share: f32,
    context_softmax_share: f32,
    context_block_kcycles: f32,
    context_memory_share: f32,
    context_class_floor: f32,
    context_class_matrix: f32,
    context_class_softmax: f32,
    context_class_block: f32,
    context_class_passes: f32,
    context_class_wide: f32,
    generation_design_tile: f32,
    generation_design_pack: f32,
    generation_design_splits: f32,
    generation_floor_us: f32,
    generation_memory_share: f32,
    generation_load_rate: f32,
    generation_tile_kcycles: f32,
    generation_block_kcycles: f32,
    generation_convert_kcycles: f32,
    generation_merge_us: f32,
    generation_l2_share: f32,
    generation_matrix_share: f32,
    generation_passes: f32,
    generation_fill_us: f32,
    generation_class_floor: f32,
    generation_class_stream: f32,
    generation_class_memory: f32,
    generation_class_convert: f32,
    generation_class_wide: f32,
) -> attention_kernel_result {
    let t70 = 0.0f < chip_matrix_ops;
    let t71 = select(max(chip_vector_ops, 1.0f), chip_matrix_ops, t70);
    let t75 = 0.001f * (chip_clock_ghz * chip_matrix_factor);
    let memory_peak = (chip_memory_factor * (chip_memory_bus_bits * chip_memory_rate_gbit)) / 8000.0f;
    let unit_peak = t71 * t75;
    let matrix_peak = chip_units * unit_peak;
    let wide_peak = select(t71, chip_attention_ops, (0.0f < chip_attention_ops)) * t75;
    let special_rate = chip_special_ops * (chip_units * (0.001f * (chip_vector_clock_ghz * chip_vector_factor)));
    let t94 = min(attention_heads, attention_kv_heads);
    let t95 = attention_head_dim + attention_head_dim;
    let tokens = attention_queries + attention_past;
    let seen = select(tokens, min(attention_window, tokens), (0.0f < attention_window));
    let product_peak = select(wide_peak, (matrix_peak / chip_units), (0.0f < context_design_narrow));
    let t103 = attention_queries <= 1.0f;
    let context_attention_109 = context_attention(attention_batch, attention_heads, t94, attention_head_dim, attention_head_dim, t95, attention_queries, attention_past, seen, format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, product_peak, special_rate, memory_peak, context_design_rows, context_design_packed, context_floor_us, context_matrix_share, context_softmax_share, context_block_kcycles, context_memory_share, context_class_floor, context_class_matrix, context_class_softmax, context_class_block, context_class_passes, context_class_wide);
    let generation_attention_117 = generation_attention(attention_batch, attention_heads, t94, attention_head_dim, attention_head_dim, t95, tokens, seen, format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, wide_peak, memory_peak, chip_l2_mb, generation_design_tile, generation_design_pack, generation_design_splits, generation_floor_us, generation_memory_share, generation_load_rate, generation_tile_kcycles, generation_block_kcycles, generation_convert_kcycles, generation_merge_us, generation_l2_share, generation_matrix_share, generation_passes, generation_fill_us, generation_class_floor, generation_class_stream, generation_class_memory, generation_class_convert, generation_class_wide, special_rate);
    let t129 = t95 * (t94 * ((attention_batch * min(tokens, ((attention_queries + seen) - 1.0f))) * 1e-9f));
    let t131 = select(context_attention_109.time, generation_attention_117.time, t103);
    let t132 = select(context_attention_109.mb, generation_attention_117.mb, t103);
    let t133 = select(context_attention_109.mflop, generation_attention_117.mflop, t103);
    let tflops = t133 / t131;
    let bandwidth = t132 / t131;
    return attention_kernel_result(t131, tflops, (tflops / (chip_units * select(product_peak, wide_peak, t103))), bandwidth, (bandwidth / memory_peak), (t133 / t132), (((attention_batch * attention_queries) * 1000000.0f) / t131), select(context_attention_109.matrix_time, generation_attention_117.matrix_time, t103), select(context_attention_109.vector_time, generation_attention_117.vector_time, t103), select(context_attention_109.memory_time, generation_attention_117.memory_time, t103), (format_kv_bytes * t129), select(1.0f, select(0.0f, 2.0f, (attention_heads < attention_kv_heads)), t70));
}
