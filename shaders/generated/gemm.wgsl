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
    let waves = t78 * (t85 * ceil((m * 0.0625f)));
    let main_loop = 1024.0f * sqrt(sqrt((t77 + (t73 * 9.536743e-7f))));
    let store = 1024.0f * t65;
    let whole_tiles = max(1.0f, ((t79 * waves) + (wave_share * max(waves, ceil((0.99999905f * waves)))))) * (main_loop + store);
    let split_tiles = (main_loop * max(t82, waves)) + ((store + store) * max(1.0f, waves));
    let t114 = ceil((m * 0.015625f));
    let waves_2 = t78 * (t85 * t114);
    let main_loop_2 = 1024.0f * sqrt(sqrt((t77 + (t73 * 0.00024414063f))));
    let store_2 = t65 * 4096.0f;
    let whole_tiles_2 = max(1.0f, ((t79 * waves_2) + (wave_share * max(waves_2, ceil((0.99999905f * waves_2)))))) * (main_loop_2 + store_2);
    let split_tiles_2 = (main_loop_2 * max(t82, waves_2)) + ((store_2 + store_2) * max(1.0f, waves_2));
    let t144 = ceil((n * 0.0078125f));
    let waves_3 = t78 * (t114 * t144);
    let main_loop_3 = 1024.0f * sqrt(sqrt((t77 + (t73 * 0.00390625f))));
    let store_3 = t65 * 8192.0f;
    let whole_tiles_3 = max(1.0f, ((t79 * waves_3) + (wave_share * max(waves_3, ceil((0.99999905f * waves_3)))))) * (main_loop_3 + store_3);
    let split_tiles_3 = (main_loop_3 * max(t82, waves_3)) + ((store_3 + store_3) * max(1.0f, waves_3));
    let t173 = ceil((m * 0.0078125f));
    let waves_4 = t78 * (t144 * t173);
    let main_loop_4 = 1024.0f * sqrt(sqrt((t77 + (t73 * 0.0625f))));
    let store_4 = t65 * 16384.0f;
    let whole_tiles_4 = max(1.0f, ((t79 * waves_4) + (wave_share * max(waves_4, ceil((0.99999905f * waves_4)))))) * (main_loop_4 + store_4);
    let split_tiles_4 = (main_loop_4 * max(t82, waves_4)) + ((store_4 + store_4) * max(1.0f, waves_4));
    let waves_5 = t78 * (t173 * ceil((n * 0.00390625f)));
    let main_loop_5 = 1024.0f * sqrt(sqrt((t73 + t77)));
    let store_5 = t65 * 32768.0f;
    let whole_tiles_5 = max(1.0f, ((t79 * waves_5) + (wave_share * max(waves_5, ceil((0.99999905f * waves_5)))))) * (main_loop_5 + store_5);
    let whole_time = min(min(min(min(whole_tiles, whole_tiles_2), whole_tiles_3), whole_tiles_4), whole_tiles_5);
    let split_tiles_5 = (main_loop_5 * max(t82, waves_5)) + ((store_5 + store_5) * max(1.0f, waves_5));
    let t225 = min(min(min(min(split_tiles, split_tiles_2), split_tiles_3), split_tiles_4), split_tiles_5);
    let split_time = t225 + (5.1f / clock);
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
