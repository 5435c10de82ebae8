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
    let t46 = 1.0f / l2_rate_2;
    let t49 = (1.0f / t38) - t46;
    let t52 = min((t44 / (t37 + (weight_copies * weight_mb))), 100000000.0f);
    let t53 = t52 * t52;
    let weights_time = weight_mb * (t46 + (t49 * (1.0f / (1.0f + (t53 * t53)))));
    let t64 = min(100000000.0f, (t44 / (t37 + (activation_copies * weight_mb))));
    let t65 = t64 * t64;
    let activation_time = (t33 + t35) * (t46 + (t49 * (1.0f / (1.0f + (t65 * t65)))));
    let t77 = operand_bytes < 3.0f;
    let t83 = operand_bytes < 1.5f;
    let t89 = operand_bytes < 0.75f;
    let t92 = k * select(select(select(0.03125f, 0.015625f, t77), 0.0078125f, t83), 0.00390625f, t89);
    let unit_rate = unit_peak * matrix_efficiency;
    let mflop = k * (n * (m * 2e-6f));
    let t105 = droop * (1.0f - ((1000.0f * (1.0f - sustained)) / ((mflop / (units * unit_rate)) + 1000.0f)));
    let droop_factor = 1.0f + t105;
    let t108 = (2e-6f * select(select(select(32.0f, 64.0f, t77), 128.0f, t83), 256.0f, t89)) / unit_rate;
    let step_per_element = droop_factor * t108;
    let step_time = step_ / clock;
    let store_per_element = (result_bytes * 1e-6f) / (((unit_peak * store_share) * (operand_bytes * 1e-6f)) / 2e-6f);
    let t118 = 0.99999905f / units;
    let t119 = 1.0f - wave_share;
    let stream_latency = stream_tiles * weights_time;
    let partials_time = t46 * ((t34 * 4.0f) * 0.5f);
    let t126 = ceil(t92);
    let t127 = step_time * t126;
    let t128 = step_per_element * t126;
    let t134 = min(n, 64.0f);
    let t136 = store_per_element * (min(m, 16.0f) * t134);
    let t140 = n * 0.015625f;
    let t141 = ceil(t140);
    let t143 = t118 * (ceil((m * 0.0625f)) * t141);
    let tiles_time = max(1.0f, ((t119 * t143) + (wave_share * ceil(t143)))) * (max(t127, (t128 * 1024.0f)) + t136);
    let t152 = stream_latency / max(1.0f, t140);
    let stream_time = weights_time + t152;
    let t158 = min(tiles_time, 1000000000000.0f) * 0.0009765625f;
    let t159 = t158 * t158;
    let t162 = 0.0009765625f * min((activation_time + stream_time), 1000000000000.0f);
    let t163 = t162 * t162;
    let t164 = t163 * t163;
    let t171 = store_per_element * (t134 * min(m, 64.0f));
    let t175 = t118 * (t141 * ceil((m * 0.015625f)));
    let tiles_time_2 = max(1.0f, ((t119 * t175) + (wave_share * ceil(t175)))) * (max(t127, (t128 * 4096.0f)) + t171);
    let t184 = 0.0009765625f * min(1000000000000.0f, tiles_time_2);
    let t185 = t184 * t184;
    let t193 = min(m, 128.0f);
    let t196 = store_per_element * (t193 * min(n, 128.0f));
    let t198 = ceil((m * 0.0078125f));
    let t199 = n * 0.0078125f;
    let t202 = t118 * (t198 * ceil(t199));
    let tiles_time_3 = max(1.0f, ((t119 * t202) + (wave_share * ceil(t202)))) * (max(t127, (t128 * 16384.0f)) + t196);
    let t211 = stream_latency / max(1.0f, t199);
    let stream_time_2 = weights_time + t211;
    let t215 = 0.0009765625f * min(1000000000000.0f, tiles_time_3);
    let t216 = t215 * t215;
    let t219 = 0.0009765625f * min(1000000000000.0f, (activation_time + stream_time_2));
    let t220 = t219 * t219;
    let t230 = store_per_element * (t193 * min(n, 256.0f));
    let t231 = n * 0.00390625f;
    let t234 = t118 * (t198 * ceil(t231));
    let tiles_time_4 = max(1.0f, ((t119 * t234) + (wave_share * ceil(t234)))) * (max(t127, (t128 * 32768.0f)) + t230);
    let t243 = stream_latency / max(1.0f, t231);
    let stream_time_3 = weights_time + t243;
    let t247 = 0.0009765625f * min(1000000000000.0f, tiles_time_4);
    let t248 = t247 * t247;
    let t251 = 0.0009765625f * min(1000000000000.0f, (activation_time + stream_time_3));
    let t252 = t251 * t251;
    let t255 = min(min(min(((t159 * t159) + t164), (t164 + (t185 * t185))), ((t216 * t216) + (t220 * t220))), ((t248 * t248) + (t252 * t252)));
    let t263 = max(3.0f, ceil((t92 * 0.25f)));
    let t264 = step_time * t263;
    let t265 = step_per_element * t263;
    let t268 = 4.0f * t143;
    let tiles_time_5 = max(1.0f, ((t119 * t268) + (wave_share * ceil(t268)))) * (t136 + max(t264, (1024.0f * t265)));
    let stream_time_4 = weights_time + (t152 * 0.25f);
    let t280 = 0.0009765625f * min(1000000000000.0f, tiles_time_5);
    let t281 = t280 * t280;
    let t284 = 0.0009765625f * min(1000000000000.0f, (activation_time + stream_time_4));
    let t285 = t284 * t284;
    let t286 = t285 * t285;
    let t290 = 4.0f * t175;
    let tiles_time_6 = max(1.0f, ((t119 * t290) + (wave_share * ceil(t290)))) * (t171 + max(t264, (4096.0f * t265)));
    let t299 = 0.0009765625f * min(1000000000000.0f, tiles_time_6);
    let t300 = t299 * t299;
    let t307 = 4.0f * t202;
    let tiles_time_7 = max(1.0f, ((t119 * t307) + (wave_share * ceil(t307)))) * (t196 + max(t264, (16384.0f * t265)));
    let stream_time_5 = weights_time + (t211 * 0.25f);
    let t319 = 0.0009765625f * min(1000000000000.0f, tiles_time_7);
    let t320 = t319 * t319;
    let t323 = 0.0009765625f * min(1000000000000.0f, (activation_time + stream_time_5));
    let t324 = t323 * t323;
    let t331 = 4.0f * t234;
    let tiles_time_8 = max(1.0f, ((t119 * t331) + (wave_share * ceil(t331)))) * (t230 + max(t264, (32768.0f * t265)));
    let stream_time_6 = weights_time + (t243 * 0.25f);
    let t343 = 0.0009765625f * min(1000000000000.0f, tiles_time_8);
    let t344 = t343 * t343;
    let t347 = 0.0009765625f * min(1000000000000.0f, (activation_time + stream_time_6));
    let t348 = t347 * t347;
    let t351 = min(min(min(((t281 * t281) + t286), (t286 + (t300 * t300))), ((t320 * t320) + (t324 * t324))), ((t344 * t344) + (t348 * t348)));
    let t356 = split / clock;
    let t359 = t356 + (partials_time * 5.0f);
    let t363 = min(min(min(min(tiles_time, tiles_time_2), tiles_time_3), tiles_time_4), (min(min(min(tiles_time_5, tiles_time_6), tiles_time_7), tiles_time_8) + t359));
    let t366 = max(3.0f, ceil((t92 * 0.0625f)));
    let t367 = step_time * t366;
    let t368 = step_per_element * t366;
    let t371 = 16.0f * t143;
    let tiles_time_9 = max(1.0f, ((t119 * t371) + (wave_share * ceil(t371)))) * (t136 + max(t367, (1024.0f * t368)));
    let stream_time_7 = weights_time + (0.0625f * t152);
    let t383 = 0.0009765625f * min(1000000000000.0f, tiles_time_9);
    let t384 = t383 * t383;
    let t387 = 0.0009765625f * min(1000000000000.0f, (activation_time + stream_time_7));
    let t388 = t387 * t387;
    let t389 = t388 * t388;
    let t393 = 16.0f * t175;
    let tiles_time_10 = max(1.0f, ((t119 * t393) + (wave_share * ceil(t393)))) * (t171 + max(t367, (4096.0f * t368)));
    let t402 = 0.0009765625f * min(1000000000000.0f, tiles_time_10);
    let t403 = t402 * t402;
    let t410 = 16.0f * t202;
    let tiles_time_11 = max(1.0f, ((t119 * t410) + (wave_share * ceil(t410)))) * (t196 + max(t367, (16384.0f * t368)));
    let stream_time_8 = weights_time + (0.0625f * t211);
    let t422 = 0.0009765625f * min(1000000000000.0f, tiles_time_11);
    let t423 = t422 * t422;
    let t426 = 0.0009765625f * min(1000000000000.0f, (activation_time + stream_time_8));
    let t427 = t426 * t426;
    let t434 = 16.0f * t234;
    let tiles_time_12 = max(1.0f, ((t119 * t434) + (wave_share * ceil(t434)))) * (t230 + max(t367, (32768.0f * t368)));
    let stream_time_9 = weights_time + (0.0625f * t243);
    let t446 = 0.0009765625f * min(1000000000000.0f, tiles_time_12);
    let t447 = t446 * t446;
    let t450 = 0.0009765625f * min(1000000000000.0f, (activation_time + stream_time_9));
    let t451 = t450 * t450;
    let t454 = min(min(min(((t384 * t384) + t389), (t389 + (t403 * t403))), ((t423 * t423) + (t427 * t427))), ((t447 * t447) + (t451 * t451)));
    let t461 = t356 + (partials_time * 17.0f);
    let t464 = min(min((1024.0f * sqrt(sqrt(t255))), ((1024.0f * sqrt(sqrt(t351))) + t359)), ((1024.0f * sqrt(sqrt(t454))) + t461));
    let t465 = min(t363, (min(min(min(tiles_time_9, tiles_time_10), tiles_time_11), tiles_time_12) + t461));
    let t468 = max(3.0f, ceil((0.015625f * t92)));
    let t469 = step_time * t468;
    let t470 = step_per_element * t468;
    let t473 = 64.0f * t143;
    let tiles_time_13 = max(1.0f, ((t119 * t473) + (wave_share * ceil(t473)))) * (t136 + max(t469, (1024.0f * t470)));
    let stream_time_10 = weights_time + (0.015625f * t152);
    let t485 = 0.0009765625f * min(1000000000000.0f, tiles_time_13);
    let t486 = t485 * t485;
    let t489 = 0.0009765625f * min(1000000000000.0f, (activation_time + stream_time_10));
    let t490 = t489 * t489;
    let t491 = t490 * t490;
    let t495 = 64.0f * t175;
    let tiles_time_14 = max(1.0f, ((t119 * t495) + (wave_share * ceil(t495)))) * (t171 + max(t469, (4096.0f * t470)));
    let t504 = 0.0009765625f * min(1000000000000.0f, tiles_time_14);
    let t505 = t504 * t504;
    let t512 = 64.0f * t202;
    let tiles_time_15 = max(1.0f, ((t119 * t512) + (wave_share * ceil(t512)))) * (t196 + max(t469, (16384.0f * t470)));
    let stream_time_11 = weights_time + (0.015625f * t211);
    let t524 = 0.0009765625f * min(1000000000000.0f, tiles_time_15);
    let t525 = t524 * t524;
    let t528 = 0.0009765625f * min(1000000000000.0f, (activation_time + stream_time_11));
    let t529 = t528 * t528;
    let t536 = 64.0f * t234;
    let tiles_time_16 = max(1.0f, ((t119 * t536) + (wave_share * ceil(t536)))) * (t230 + max(t469, (32768.0f * t470)));
    let stream_time_12 = weights_time + (0.015625f * t243);
    let t548 = 0.0009765625f * min(1000000000000.0f, tiles_time_16);
    let t549 = t548 * t548;
    let t552 = 0.0009765625f * min(1000000000000.0f, (activation_time + stream_time_12));
    let t553 = t552 * t552;
    let t556 = min(min(min(((t486 * t486) + t491), (t491 + (t505 * t505))), ((t525 * t525) + (t529 * t529))), ((t549 * t549) + (t553 * t553)));
    let t563 = t356 + (partials_time * 65.0f);
    let matrix_time = min(t465, (min(min(min(tiles_time_13, tiles_time_14), tiles_time_15), tiles_time_16) + t563));
    let launch_time = launch / clock;
    let time = min(t464, ((1024.0f * sqrt(sqrt(t556))) + t563)) + launch_time;
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
    let t57 = 0.0f < chip_matrix_ops;
    let memory_peak = (chip_memory_factor * (chip_memory_bus_bits * chip_memory_rate_gbit)) / 8000.0f;
    let unit_peak = select(max(chip_vector_ops, 1.0f), chip_matrix_ops, t57) * (0.001f * (chip_clock_ghz * chip_matrix_factor));
    let matrix_peak = chip_units * unit_peak;
    let gemm_82 = gemm(gemm_m, gemm_n, gemm_k, format_weight_bytes, format_activation_bytes, format_residual_bytes, gemm_weight_copies, gemm_input_copies, gemm_sustained, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let quantise_89 = quantise(gemm_m, gemm_k, format_residual_bytes, format_activation_bytes, chip_units, chip_clock_ghz, matmul_quantise_launch_kcycles, matmul_quantise_row_kcycles, matmul_quantise_rate, matmul_quantise_depth_kcycles);
    let call_time = gemm_82.time + (gemm_quantise * quantise_89.time);
    let tflops = gemm_82.mflop / call_time;
    let bandwidth = gemm_82.mb / call_time;
    return gemm_kernel_result(call_time, tflops, (tflops / matrix_peak), (gemm_82.mflop / gemm_82.mb), (matrix_peak / memory_peak), gemm_82.matrix_time, gemm_82.memory_time, bandwidth, (bandwidth / memory_peak), select(1.0f, 0.0f, t57));
}
