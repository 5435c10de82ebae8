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
    m: f32,
    n: f32,
    k: f32,
    weight_bytes: f32,
    operand_bytes: f32,
    result_bytes: f32,
    weight_copies: f32,
    activation_copies: f32,
    sustained: f32,
    units: f32,
    unit_peak: f32,
    clock: f32,
    memory_peak: f32,
    l2_mb: f32,
    launch: f32,
    split: f32,
    step_: f32,
    matrix_efficiency: f32,
    memory_efficiency: f32,
    store_share: f32,
    l2_rate: f32,
    stream_tiles: f32,
    wave_share: f32,
    droop: f32,
    l2_share: f32,
) -> gemm_result {
    let weight_mb = weight_bytes * (k * (n * 1e-6f));
    let t31 = m * 1e-6f;
    let t33 = operand_bytes * (k * t31);
    let t34 = n * t31;
    let t35 = result_bytes * t34;
    let t37 = t35 + (activation_copies * t33);
    let t38 = memory_peak * memory_efficiency;
    let l2_rate_2 = max(t38, ((clock * (units * l2_rate)) * 0.001f));
    let t44 = l2_mb * l2_share;
    let t45 = 1.0f / t38;
    let t46 = 1.0f / l2_rate_2;
    let t53 = min(max((t44 / (t37 + (weight_copies * weight_mb))), 1e-8f), 100000000.0f);
    let t54 = t53 * t53;
    let t55 = t54 * t54;
    let weights_time = weight_mb * ((t45 + (t46 * t55)) / (1.0f + t55));
    let t66 = min(100000000.0f, max(1e-8f, (t44 / (t37 + (activation_copies * weight_mb)))));
    let t67 = t66 * t66;
    let t68 = t67 * t67;
    let activation_time = (t33 + t35) * ((t45 + (t46 * t68)) / (1.0f + t68));
    let t79 = operand_bytes < 3.0f;
    let t85 = operand_bytes < 1.5f;
    let t91 = operand_bytes < 0.75f;
    let t94 = k * select(select(select(0.03125f, 0.015625f, t79), 0.0078125f, t85), 0.00390625f, t91);
    let unit_rate = unit_peak * matrix_efficiency;
    let mflop = k * (n * (m * 2e-6f));
    let t107 = droop * (1.0f - ((1000.0f * (1.0f - sustained)) / ((mflop / (units * unit_rate)) + 1000.0f)));
    let droop_factor = 1.0f + t107;
    let t110 = (2e-6f * select(select(select(32.0f, 64.0f, t79), 128.0f, t85), 256.0f, t91)) / unit_rate;
    let step_per_element = droop_factor * t110;
    let step_time = step_ / clock;
    let store_per_element = (result_bytes * 1e-6f) / (((unit_peak * store_share) * (operand_bytes * 1e-6f)) / 2e-6f);
    let t120 = 0.99999905f / units;
    let t121 = 1.0f - wave_share;
    let stream_latency = stream_tiles * weights_time;
    let partials_time = t46 * ((t34 * 4.0f) * 0.5f);
    let t129 = ceil(t94);
    let t130 = step_time * t129;
    let t131 = step_per_element * t129;
    let t137 = min(n, 64.0f);
    let t139 = store_per_element * (min(m, 16.0f) * t137);
    let t143 = n * 0.015625f;
    let t144 = ceil(t143);
    let t146 = t120 * (ceil((m * 0.0625f)) * t144);
    let tiles_time = max(1.0f, ((t121 * t146) + (wave_share * max(t146, ceil(min(511.5f, t146)))))) * (max(t130, (t131 * 1024.0f)) + t139);
    let t157 = stream_latency / max(1.0f, t143);
    let stream_time = weights_time + t157;
    let t163 = min(tiles_time, 1000000000000.0f) * 0.0009765625f;
    let t164 = t163 * t163;
    let t167 = 0.0009765625f * min((activation_time + stream_time), 1000000000000.0f);
    let t168 = t167 * t167;
    let t169 = t168 * t168;
    let t176 = store_per_element * (t137 * min(m, 64.0f));
    let t180 = t120 * (t144 * ceil((m * 0.015625f)));
    let tiles_time_2 = max(1.0f, ((t121 * t180) + (wave_share * max(t180, ceil(min(511.5f, t180)))))) * (max(t130, (t131 * 4096.0f)) + t176);
    let t191 = 0.0009765625f * min(1000000000000.0f, tiles_time_2);
    let t192 = t191 * t191;
    let t200 = min(m, 128.0f);
    let t203 = store_per_element * (t200 * min(n, 128.0f));
    let t205 = ceil((m * 0.0078125f));
    let t206 = n * 0.0078125f;
    let t209 = t120 * (t205 * ceil(t206));
    let tiles_time_3 = max(1.0f, ((t121 * t209) + (wave_share * max(t209, ceil(min(511.5f, t209)))))) * (max(t130, (t131 * 16384.0f)) + t203);
    let t220 = stream_latency / max(1.0f, t206);
    let stream_time_2 = weights_time + t220;
    let t224 = 0.0009765625f * min(1000000000000.0f, tiles_time_3);
    let t225 = t224 * t224;
    let t228 = 0.0009765625f * min(1000000000000.0f, (activation_time + stream_time_2));
    let t229 = t228 * t228;
    let t239 = store_per_element * (t200 * min(n, 256.0f));
    let t240 = n * 0.00390625f;
    let t243 = t120 * (t205 * ceil(t240));
    let tiles_time_4 = max(1.0f, ((t121 * t243) + (wave_share * max(t243, ceil(min(511.5f, t243)))))) * (max(t130, (t131 * 32768.0f)) + t239);
    let t254 = stream_latency / max(1.0f, t240);
    let stream_time_3 = weights_time + t254;
    let t258 = 0.0009765625f * min(1000000000000.0f, tiles_time_4);
    let t259 = t258 * t258;
    let t262 = 0.0009765625f * min(1000000000000.0f, (activation_time + stream_time_3));
    let t263 = t262 * t262;
    let t266 = min(min(min(((t164 * t164) + t169), (t169 + (t192 * t192))), ((t225 * t225) + (t229 * t229))), ((t259 * t259) + (t263 * t263)));
    let t274 = max(3.0f, ceil((t94 * 0.25f)));
    let t275 = step_time * t274;
    let t276 = step_per_element * t274;
    let t279 = 4.0f * t146;
    let tiles_time_5 = max(1.0f, ((t121 * t279) + (wave_share * max(t279, ceil(min(511.5f, t279)))))) * (t139 + max(t275, (1024.0f * t276)));
    let stream_time_4 = weights_time + (t157 * 0.25f);
    let t293 = 0.0009765625f * min(1000000000000.0f, tiles_time_5);
    let t294 = t293 * t293;
    let t297 = 0.0009765625f * min(1000000000000.0f, (activation_time + stream_time_4));
    let t298 = t297 * t297;
    let t299 = t298 * t298;
    let t303 = 4.0f * t180;
    let tiles_time_6 = max(1.0f, ((t121 * t303) + (wave_share * max(t303, ceil(min(511.5f, t303)))))) * (t176 + max(t275, (4096.0f * t276)));
    let t314 = 0.0009765625f * min(1000000000000.0f, tiles_time_6);
    let t315 = t314 * t314;
    let t322 = 4.0f * t209;
    let tiles_time_7 = max(1.0f, ((t121 * t322) + (wave_share * max(t322, ceil(min(511.5f, t322)))))) * (t203 + max(t275, (16384.0f * t276)));
    let stream_time_5 = weights_time + (t220 * 0.25f);
    let t336 = 0.0009765625f * min(1000000000000.0f, tiles_time_7);
    let t337 = t336 * t336;
    let t340 = 0.0009765625f * min(1000000000000.0f, (activation_time + stream_time_5));
    let t341 = t340 * t340;
    let t348 = 4.0f * t243;
    let tiles_time_8 = max(1.0f, ((t121 * t348) + (wave_share * max(t348, ceil(min(511.5f, t348)))))) * (t239 + max(t275, (32768.0f * t276)));
    let stream_time_6 = weights_time + (t254 * 0.25f);
    let t362 = 0.0009765625f * min(1000000000000.0f, tiles_time_8);
    let t363 = t362 * t362;
    let t366 = 0.0009765625f * min(1000000000000.0f, (activation_time + stream_time_6));
    let t367 = t366 * t366;
    let t370 = min(min(min(((t294 * t294) + t299), (t299 + (t315 * t315))), ((t337 * t337) + (t341 * t341))), ((t363 * t363) + (t367 * t367)));
    let t375 = split / clock;
    let t378 = t375 + (partials_time * 5.0f);
    let t382 = min(min(min(min(tiles_time, tiles_time_2), tiles_time_3), tiles_time_4), (min(min(min(tiles_time_5, tiles_time_6), tiles_time_7), tiles_time_8) + t378));
    let t385 = max(3.0f, ceil((t94 * 0.0625f)));
    let t386 = step_time * t385;
    let t387 = step_per_element * t385;
    let t390 = 16.0f * t146;
    let tiles_time_9 = max(1.0f, ((t121 * t390) + (wave_share * max(t390, ceil(min(511.5f, t390)))))) * (t139 + max(t386, (1024.0f * t387)));
    let stream_time_7 = weights_time + (0.0625f * t157);
    let t404 = 0.0009765625f * min(1000000000000.0f, tiles_time_9);
    let t405 = t404 * t404;
    let t408 = 0.0009765625f * min(1000000000000.0f, (activation_time + stream_time_7));
    let t409 = t408 * t408;
    let t410 = t409 * t409;
    let t414 = 16.0f * t180;
    let tiles_time_10 = max(1.0f, ((t121 * t414) + (wave_share * max(t414, ceil(min(511.5f, t414)))))) * (t176 + max(t386, (4096.0f * t387)));
    let t425 = 0.0009765625f * min(1000000000000.0f, tiles_time_10);
    let t426 = t425 * t425;
    let t433 = 16.0f * t209;
    let tiles_time_11 = max(1.0f, ((t121 * t433) + (wave_share * max(t433, ceil(min(511.5f, t433)))))) * (t203 + max(t386, (16384.0f * t387)));
    let stream_time_8 = weights_time + (0.0625f * t220);
    let t447 = 0.0009765625f * min(1000000000000.0f, tiles_time_11);
    let t448 = t447 * t447;
    let t451 = 0.0009765625f * min(1000000000000.0f, (activation_time + stream_time_8));
    let t452 = t451 * t451;
    let t459 = 16.0f * t243;
    let tiles_time_12 = max(1.0f, ((t121 * t459) + (wave_share * max(t459, ceil(min(511.5f, t459)))))) * (t239 + max(t386, (32768.0f * t387)));
    let stream_time_9 = weights_time + (0.0625f * t254);
    let t473 = 0.0009765625f * min(1000000000000.0f, tiles_time_12);
    let t474 = t473 * t473;
    let t477 = 0.0009765625f * min(1000000000000.0f, (activation_time + stream_time_9));
    let t478 = t477 * t477;
    let t481 = min(min(min(((t405 * t405) + t410), (t410 + (t426 * t426))), ((t448 * t448) + (t452 * t452))), ((t474 * t474) + (t478 * t478)));
    let t488 = t375 + (partials_time * 17.0f);
    let t491 = min(min((1024.0f * sqrt(sqrt(t266))), ((1024.0f * sqrt(sqrt(t370))) + t378)), ((1024.0f * sqrt(sqrt(t481))) + t488));
    let t492 = min(t382, (min(min(min(tiles_time_9, tiles_time_10), tiles_time_11), tiles_time_12) + t488));
    let t495 = max(3.0f, ceil((0.015625f * t94)));
    let t496 = step_time * t495;
    let t497 = step_per_element * t495;
    let t500 = 64.0f * t146;
    let tiles_time_13 = max(1.0f, ((t121 * t500) + (wave_share * max(t500, ceil(min(511.5f, t500)))))) * (t139 + max(t496, (1024.0f * t497)));
    let stream_time_10 = weights_time + (0.015625f * t157);
    let t514 = 0.0009765625f * min(1000000000000.0f, tiles_time_13);
    let t515 = t514 * t514;
    let t518 = 0.0009765625f * min(1000000000000.0f, (activation_time + stream_time_10));
    let t519 = t518 * t518;
    let t520 = t519 * t519;
    let t524 = 64.0f * t180;
    let tiles_time_14 = max(1.0f, ((t121 * t524) + (wave_share * max(t524, ceil(min(511.5f, t524)))))) * (t176 + max(t496, (4096.0f * t497)));
    let t535 = 0.0009765625f * min(1000000000000.0f, tiles_time_14);
    let t536 = t535 * t535;
    let t543 = 64.0f * t209;
    let tiles_time_15 = max(1.0f, ((t121 * t543) + (wave_share * max(t543, ceil(min(511.5f, t543)))))) * (t203 + max(t496, (16384.0f * t497)));
    let stream_time_11 = weights_time + (0.015625f * t220);
    let t557 = 0.0009765625f * min(1000000000000.0f, tiles_time_15);
    let t558 = t557 * t557;
    let t561 = 0.0009765625f * min(1000000000000.0f, (activation_time + stream_time_11));
    let t562 = t561 * t561;
    let t569 = 64.0f * t243;
    let tiles_time_16 = max(1.0f, ((t121 * t569) + (wave_share * max(t569, ceil(min(511.5f, t569)))))) * (t239 + max(t496, (32768.0f * t497)));
    let stream_time_12 = weights_time + (0.015625f * t254);
    let t583 = 0.0009765625f * min(1000000000000.0f, tiles_time_16);
    let t584 = t583 * t583;
    let t587 = 0.0009765625f * min(1000000000000.0f, (activation_time + stream_time_12));
    let t588 = t587 * t587;
    let t591 = min(min(min(((t515 * t515) + t520), (t520 + (t536 * t536))), ((t558 * t558) + (t562 * t562))), ((t584 * t584) + (t588 * t588)));
    let t598 = t375 + (partials_time * 65.0f);
    let matrix_time = min(t492, (min(min(min(tiles_time_13, tiles_time_14), tiles_time_15), tiles_time_16) + t598));
    let launch_time = launch / clock;
    let time = min(t491, ((1024.0f * sqrt(sqrt(t591))) + t598)) + launch_time;
    let memory_time = weights_time + activation_time;
    return gemm_result(time, matrix_time, memory_time, launch_time, (t35 + (weight_mb + t33)), mflop);
}

struct quantise_result {
    time: f32,
}
fn quantise(
    m: f32,
    k: f32,
    wide_bytes: f32,
    narrow_bytes: f32,
    units: f32,
    clock: f32,
    launch: f32,
    row: f32,
    rate: f32,
    depth: f32,
) -> quantise_result {
    let stream_time = ((k * (m * 1e-6f)) * (wide_bytes + narrow_bytes)) / ((units * (clock * rate)) * 0.001f);
    let rows_time = (m * row) / clock;
    let reduce_time = (depth * (k * 0.0009765625f)) / clock;
    let t31 = sqrt((((stream_time * stream_time) + (rows_time * rows_time)) + (reduce_time * reduce_time)));
    let time = t31 + (launch / clock);
    return quantise_result(time);
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
    chip_memory_efficiency: f32,
    chip_launch_us: f32,
    format_weight_bytes: f32,
    format_activation_bytes: f32,
    format_kv_bytes: f32,
    format_residual_bytes: f32,
    format_head_bytes: f32,
    gemm_m: f32,
    gemm_n: f32,
    gemm_k: f32,
    gemm_weight_copies: f32,
    gemm_input_copies: f32,
    gemm_sustained: f32,
    gemm_quantise: f32,
    matmul_launch_kcycles: f32,
    matmul_split_kcycles: f32,
    matmul_step_kcycles: f32,
    matmul_matrix_efficiency: f32,
    matmul_memory_efficiency: f32,
    matmul_store_share: f32,
    matmul_l2_rate: f32,
    matmul_stream_tiles: f32,
    matmul_wave_share: f32,
    matmul_droop: f32,
    matmul_l2_share: f32,
    matmul_quantise_launch_kcycles: f32,
    matmul_quantise_row_kcycles: f32,
    matmul_quantise_rate: f32,
    matmul_quantise_depth_kcycles: f32,
) -> gemm_kernel_result {
    let t52 = 0.0f < chip_matrix_ops;
    let memory_peak = (chip_memory_factor * (chip_memory_bus_bits * chip_memory_rate_gbit)) / 8000.0f;
    let unit_peak = select(max(chip_vector_ops, 1.0f), chip_matrix_ops, t52) * (0.001f * (chip_clock_ghz * chip_matrix_factor));
    let matrix_peak = chip_units * unit_peak;
    let gemm_76 = gemm(gemm_m, gemm_n, gemm_k, format_weight_bytes, format_activation_bytes, format_residual_bytes, gemm_weight_copies, gemm_input_copies, gemm_sustained, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let quantise_83 = quantise(gemm_m, gemm_k, format_residual_bytes, format_activation_bytes, chip_units, chip_clock_ghz, matmul_quantise_launch_kcycles, matmul_quantise_row_kcycles, matmul_quantise_rate, matmul_quantise_depth_kcycles);
    let call_time = gemm_76.time + (gemm_quantise * quantise_83.time);
    let tflops = gemm_76.mflop / call_time;
    let bandwidth = gemm_76.mb / call_time;
    return gemm_kernel_result(call_time, tflops, (tflops / matrix_peak), (gemm_76.mflop / gemm_76.mb), (matrix_peak / memory_peak), gemm_76.matrix_time, gemm_76.memory_time, bandwidth, (bandwidth / memory_peak), select(1.0f, 0.0f, t52));
}
