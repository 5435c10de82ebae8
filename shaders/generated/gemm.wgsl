// The kernel `gemm`, traced from the equations in src/model/: edit those, then run
//     UPDATE_GOLDEN=1 cargo test --test golden_wgsl
// Units: us, MB, MFLOP, TB/s, TFLOP/s, GHz; see src/model/mod.rs.

struct gemm_result {
    time: f32,
    matrix_time: f32,
    memory_time: f32,
    latency: f32,
    mb: f32,
    mflop: f32,
}
fn gemm(
    groups: f32,
    m: f32,
    n: f32,
    k: f32,
    weight_bytes: f32,
    operand_bytes: f32,
    result_bytes: f32,
    units: f32,
    rate: f32,
    clock: f32,
    memory: f32,
    l2: f32,
    l2_mb: f32,
    step_: f32,
    wave_share: f32,
    launch: f32,
) -> gemm_result {
    let weight_mb = weight_bytes * (k * (1e-6f * (groups * n)));
    let t26 = k * operand_bytes;
    let activation_mb = (1e-6f * (groups * m)) * (t26 + (n * result_bytes));
    let t32 = (l2_mb * 0.75f) / activation_mb;
    let memory_mb = weight_mb + (activation_mb * (1.0f / (1.0f + (t32 * t32))));
    let t43 = min((memory_mb / memory), 1000000000000.0f) * 0.0009765625f;
    let t44 = t43 * t43;
    let t47 = 0.0009765625f * min((activation_mb / l2), 1000000000000.0f);
    let t48 = t47 * t47;
    let memory_time = sqrt(sqrt(((t44 * t44) + (t48 * t48)))) * 1024.0f;
    let steps = ceil(((t26 / 128.0f) * 0.99999905f));
    let t65 = (result_bytes * 0.00018f) / rate;
    let step_time = (step_ * steps) / clock;
    let t71 = 0.0009765625f * min(1000000000000.0f, ((((128.0f * (2e-6f * steps)) / operand_bytes) / rate) * 32768.0f));
    let t72 = t71 * t71;
    let t73 = t72 * t72;
    let t75 = 0.0009765625f * min(1000000000000.0f, step_time);
    let t76 = t75 * t75;
    let t77 = t76 * t76;
    let t78 = 1.0f / units;
    let t79 = 1.0f - wave_share;
    let t82 = min(1.0f, (3.0f / steps));
    let t85 = ceil((n * 0.015625f));
    let t90 = t78 * (t85 * ceil((m * 0.0625f)));
    let t96 = 1024.0f * sqrt(sqrt((t77 + (t73 * 9.536743e-7f))));
    let t97 = 1024.0f * t65;
    let t106 = max(1.0f, ((t79 * t90) + (wave_share * max(t90, ceil((0.99999905f * t90)))))) * (t96 + t97);
    let t114 = ceil((m * 0.015625f));
    let t117 = t78 * (t85 * t114);
    let t123 = 1024.0f * sqrt(sqrt((t77 + (t73 * 0.00024414063f))));
    let t124 = t65 * 4096.0f;
    let t133 = max(1.0f, ((t79 * t117) + (wave_share * max(t117, ceil((0.99999905f * t117)))))) * (t123 + t124);
    let t141 = min(((t96 * max(t82, t90)) + ((t97 + t97) * max(1.0f, t90))), ((t123 * max(t82, t117)) + ((t124 + t124) * max(1.0f, t117))));
    let t144 = ceil((n * 0.0078125f));
    let t147 = t78 * (t114 * t144);
    let t153 = 1024.0f * sqrt(sqrt((t77 + (t73 * 0.00390625f))));
    let t154 = t65 * 8192.0f;
    let t163 = max(1.0f, ((t79 * t147) + (wave_share * max(t147, ceil((0.99999905f * t147)))))) * (t153 + t154);
    let t173 = ceil((m * 0.0078125f));
    let t176 = t78 * (t144 * t173);
    let t181 = 1024.0f * sqrt(sqrt((t77 + (t73 * 0.0625f))));
    let t182 = t65 * 16384.0f;
    let t191 = max(1.0f, ((t79 * t176) + (wave_share * max(t176, ceil((0.99999905f * t176)))))) * (t181 + t182);
    let t199 = min(min(t141, ((t153 * max(t82, t147)) + ((t154 + t154) * max(1.0f, t147)))), ((t181 * max(t82, t176)) + ((t182 + t182) * max(1.0f, t176))));
    let t203 = t78 * (t173 * ceil((n * 0.00390625f)));
    let t207 = 1024.0f * sqrt(sqrt((t73 + t77)));
    let t208 = t65 * 32768.0f;
    let t217 = max(1.0f, ((t79 * t203) + (wave_share * max(t203, ceil((0.99999905f * t203)))))) * (t207 + t208);
    let whole_time = min(min(min(min(t106, t133), t163), t191), t217);
    let split_time = min(t199, ((t207 * max(t82, t203)) + ((t208 + t208) * max(1.0f, t203)))) + (5.1f / clock);
    let t229 = min(whole_time, split_time);
    let compute_time = t229 * (1.0f + (0.2f * (1.0f - (1000.0f / (t229 + 1000.0f)))));
    let mflop = k * (n * (m * (groups * 2e-6f)));
    let t243 = 0.0009765625f * min(1000000000000.0f, compute_time);
    let t244 = t243 * t243;
    let t247 = 0.0009765625f * min(1000000000000.0f, memory_time);
    let t248 = t247 * t247;
    let time = launch + (1024.0f * sqrt(sqrt(((t244 * t244) + (t248 * t248)))));
    return gemm_result(time, compute_time, memory_time, launch, (weight_mb + activation_mb), mflop);
}

struct gemm_kernel_result {
    time_us: f32,
    tflops: f32,
    mfu: f32,
    intensity: f32,
    ridge: f32,
    matrix_us: f32,
    memory_us: f32,
    bandwidth: f32,
    mbu: f32,
    reason: f32,
}
fn gemm_kernel(
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
    chip_matrix_efficiency: f32,
    chip_memory_efficiency: f32,
    chip_scaleup_efficiency: f32,
    chip_launch_us: f32,
    chip_hop_us: f32,
    chip_step_kcycles: f32,
    chip_wave_share: f32,
    format_weight_bytes: f32,
    format_activation_bytes: f32,
    format_kv_bytes: f32,
    format_residual_bytes: f32,
    format_head_bytes: f32,
    gemm_m: f32,
    gemm_n: f32,
    gemm_k: f32,
) -> gemm_kernel_result {
    let t38 = 0.0f < chip_matrix_ops;
    let memory_peak = (chip_memory_factor * (chip_memory_bus_bits * chip_memory_rate_gbit)) / 8000.0f;
    let t51 = select(max(chip_vector_ops, 1.0f), chip_matrix_ops, t38) * (0.001f * (chip_clock_ghz * chip_matrix_factor));
    let matrix_peak = chip_units * t51;
    let unit_rate = chip_matrix_efficiency * t51;
    let memory_rate = chip_memory_efficiency * memory_peak;
    let l2_rate = 0.001f * (chip_clock_ghz * (chip_units * chip_l2_rate));
    let gemm_65 = gemm(1.0f, gemm_m, gemm_n, gemm_k, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let tflops = gemm_65.mflop / gemm_65.time;
    let bandwidth = gemm_65.mb / gemm_65.time;
    return gemm_kernel_result(gemm_65.time, tflops, (tflops / matrix_peak), (gemm_65.mflop / gemm_65.mb), (matrix_peak / memory_peak), gemm_65.matrix_time, gemm_65.memory_time, bandwidth, (bandwidth / memory_peak), select(1.0f, 0.0f, t38));
}
