// The kernel `moe`, traced from the equations in src/model/: edit those, then run
//     UPDATE_GOLDEN=1 cargo test --test golden_wgsl
// Units: us, MB, MFLOP, TB/s, TFLOP/s, GHz; see src/model/mod.rs.

struct random_loads_result {
    pairs: f32,
    reached: f32,
    blocks: f32,
}
fn random_loads(
    tokens: f32,
    topk: f32,
    experts: f32,
    ep: f32,
    spread: f32,
    alpha: f32,
    rows: f32,
) -> random_loads_result {
    let stratum_ratio = sqrt(sqrt(sqrt(spread)));
    let t12 = sqrt(sqrt(stratum_ratio));
    let t23 = min(64.0f, ((alpha * ((64.0f * (t12 - 1.0f)) / (1.0f + t12))) * 0.125f)) * 0.0625f;
    let t25 = t23 * 0.5f;
    let t29 = 1.0f + ((t23 * t23) * 0.083333336f);
    let t32 = (t29 - t25) / (t25 + t29);
    let t33 = t32 * t32;
    let t34 = t33 * t33;
    let t35 = t34 * t34;
    let decay = t35 * t35;
    let thinning = stratum_ratio * decay;
    let t42 = thinning * thinning;
    let t43 = stratum_ratio * stratum_ratio;
    let t47 = thinning * t42;
    let t48 = stratum_ratio * t43;
    let t52 = thinning * t47;
    let t53 = stratum_ratio * t48;
    let t57 = thinning * t52;
    let t58 = stratum_ratio * t53;
    let t61 = ((((1.0f + (stratum_ratio * thinning)) + (t42 * t43)) + (t47 * t48)) + (t52 * t53)) + (t57 * t58);
    let t62 = thinning * t57;
    let t63 = stratum_ratio * t58;
    let t67 = thinning * t62;
    let t68 = stratum_ratio * t63;
    let t69 = ((((((1.0f + thinning) + t42) + t47) + t52) + t57) + t62) + t67;
    let t71 = (t61 + (t62 * t63)) + (t67 * t68);
    let t74 = 1.0f / t69;
    let t75 = t69 / t71;
    let t76 = thinning / t69;
    let t78 = (stratum_ratio * t69) / t71;
    let t79 = t42 / t69;
    let t81 = (t43 * t69) / t71;
    let t82 = t47 / t69;
    let t84 = (t48 * t69) / t71;
    let t85 = t52 / t69;
    let t87 = (t53 * t69) / t71;
    let t88 = t57 / t69;
    let t90 = (t58 * t69) / t71;
    let t91 = t62 / t69;
    let t93 = (t63 * t69) / t71;
    let t94 = t67 / t69;
    let t96 = (t68 * t69) / t71;
    let t97 = topk / experts;
    let t99 = min(1.0f, (t75 * t97));
    let t100 = tokens * t99;
    let t103 = t99 / (2.0f - t99);
    let t104 = t103 * t103;
    let minus_log_miss = tokens * ((1.0f + (t104 * (0.33333334f + (t104 * (0.2f + (t104 * 0.14285715f)))))) * (2.0f * t103));
    let t118 = 0.0625f * min(64.0f, minus_log_miss);
    let t119 = 0.5f * t118;
    let t122 = 1.0f + (0.083333336f * (t118 * t118));
    let t125 = (t122 - t119) / (t119 + t122);
    let t126 = t125 * t125;
    let t127 = t126 * t126;
    let t128 = t127 * t127;
    let decay_2 = t128 * t128;
    let t130 = 1.0f - decay_2;
    let t141 = min(1.0f, (t78 * t97));
    let t142 = tokens * t141;
    let t144 = t141 / (2.0f - t141);
    let t145 = t144 * t144;
    let minus_log_miss_2 = tokens * ((1.0f + (t145 * (0.33333334f + (t145 * (0.2f + (0.14285715f * t145)))))) * (2.0f * t144));
    let t156 = 0.0625f * min(64.0f, minus_log_miss_2);
    let t157 = 0.5f * t156;
    let t160 = 1.0f + (0.083333336f * (t156 * t156));
    let t163 = (t160 - t157) / (t157 + t160);
    let t164 = t163 * t163;
    let t165 = t164 * t164;
    let t166 = t165 * t165;
    let decay_3 = t166 * t166;
    let t168 = 1.0f - decay_3;
    let t176 = (t74 * ((t100 * (1.0f - t99)) + (t100 * t100))) + (t76 * ((t142 * (1.0f - t141)) + (t142 * t142)));
    let t183 = min(1.0f, (t81 * t97));
    let t184 = tokens * t183;
    let t186 = t183 / (2.0f - t183);
    let t187 = t186 * t186;
    let minus_log_miss_3 = tokens * ((1.0f + (t187 * (0.33333334f + (t187 * (0.2f + (0.14285715f * t187)))))) * (2.0f * t186));
    let t198 = 0.0625f * min(64.0f, minus_log_miss_3);
    let t199 = 0.5f * t198;
    let t202 = 1.0f + (0.083333336f * (t198 * t198));
    let t205 = (t202 - t199) / (t199 + t202);
    let t206 = t205 * t205;
    let t207 = t206 * t206;
    let t208 = t207 * t207;
    let decay_4 = t208 * t208;
    let t210 = 1.0f - decay_4;
    let t225 = min(1.0f, (t84 * t97));
    let t226 = tokens * t225;
    let t228 = t225 / (2.0f - t225);
    let t229 = t228 * t228;
    let minus_log_miss_4 = tokens * ((1.0f + (t229 * (0.33333334f + (t229 * (0.2f + (0.14285715f * t229)))))) * (2.0f * t228));
    let t240 = 0.0625f * min(64.0f, minus_log_miss_4);
    let t241 = 0.5f * t240;
    let t244 = 1.0f + (0.083333336f * (t240 * t240));
    let t247 = (t244 - t241) / (t241 + t244);
    let t248 = t247 * t247;
    let t249 = t248 * t248;
    let t250 = t249 * t249;
    let decay_5 = t250 * t250;
    let t252 = 1.0f - decay_5;
    let t260 = (t176 + (t79 * ((t184 * (1.0f - t183)) + (t184 * t184)))) + (t82 * ((t226 * (1.0f - t225)) + (t226 * t226)));
    let t267 = min(1.0f, (t87 * t97));
    let t268 = tokens * t267;
    let t270 = t267 / (2.0f - t267);
    let t271 = t270 * t270;
    let minus_log_miss_5 = tokens * ((1.0f + (t271 * (0.33333334f + (t271 * (0.2f + (0.14285715f * t271)))))) * (2.0f * t270));
    let t282 = 0.0625f * min(64.0f, minus_log_miss_5);
    let t283 = 0.5f * t282;
    let t286 = 1.0f + (0.083333336f * (t282 * t282));
    let t289 = (t286 - t283) / (t283 + t286);
    let t290 = t289 * t289;
    let t291 = t290 * t290;
    let t292 = t291 * t291;
    let decay_6 = t292 * t292;
    let t294 = 1.0f - decay_6;
    let t309 = min(1.0f, (t90 * t97));
    let t310 = tokens * t309;
    let t312 = t309 / (2.0f - t309);
    let t313 = t312 * t312;
    let minus_log_miss_6 = tokens * ((1.0f + (t313 * (0.33333334f + (t313 * (0.2f + (0.14285715f * t313)))))) * (2.0f * t312));
    let t324 = 0.0625f * min(64.0f, minus_log_miss_6);
    let t325 = 0.5f * t324;
    let t328 = 1.0f + (0.083333336f * (t324 * t324));
    let t331 = (t328 - t325) / (t325 + t328);
    let t332 = t331 * t331;
    let t333 = t332 * t332;
    let t334 = t333 * t333;
    let decay_7 = t334 * t334;
    let t336 = 1.0f - decay_7;
    let t340 = (((((t74 * t100) + (t76 * t142)) + (t79 * t184)) + (t82 * t226)) + (t85 * t268)) + (t88 * t310);
    let t344 = (t260 + (t85 * ((t268 * (1.0f - t267)) + (t268 * t268)))) + (t88 * ((t310 * (1.0f - t309)) + (t310 * t310)));
    let t346 = (((((t74 * t130) + (t76 * t168)) + (t79 * t210)) + (t82 * t252)) + (t85 * t294)) + (t88 * t336);
    let t351 = min(1.0f, (t93 * t97));
    let t352 = tokens * t351;
    let t354 = t351 / (2.0f - t351);
    let t355 = t354 * t354;
    let minus_log_miss_7 = tokens * ((1.0f + (t355 * (0.33333334f + (t355 * (0.2f + (0.14285715f * t355)))))) * (2.0f * t354));
    let t366 = 0.0625f * min(64.0f, minus_log_miss_7);
    let t367 = 0.5f * t366;
    let t370 = 1.0f + (0.083333336f * (t366 * t366));
    let t373 = (t370 - t367) / (t367 + t370);
    let t374 = t373 * t373;
    let t375 = t374 * t374;
    let t376 = t375 * t375;
    let decay_8 = t376 * t376;
    let t378 = 1.0f - decay_8;
    let t393 = min(1.0f, (t96 * t97));
    let t394 = tokens * t393;
    let t396 = t393 / (2.0f - t393);
    let t397 = t396 * t396;
    let minus_log_miss_8 = tokens * ((1.0f + (t397 * (0.33333334f + (t397 * (0.2f + (0.14285715f * t397)))))) * (2.0f * t396));
    let t408 = 0.0625f * min(64.0f, minus_log_miss_8);
    let t409 = 0.5f * t408;
    let t412 = 1.0f + (0.083333336f * (t408 * t408));
    let t415 = (t412 - t409) / (t409 + t412);
    let t416 = t415 * t415;
    let t417 = t416 * t416;
    let t418 = t417 * t417;
    let decay_9 = t418 * t418;
    let t420 = 1.0f - decay_9;
    let t424 = (t340 + (t91 * t352)) + (t94 * t394);
    let t428 = (t344 + (t91 * ((t352 * (1.0f - t351)) + (t352 * t352)))) + (t94 * ((t394 * (1.0f - t393)) + (t394 * t394)));
    let t437 = min(max(t97, ((t346 + (t91 * t378)) + (t94 * t420))), min(1.0f, (tokens * t97)));
    let t441 = tokens * topk;
    let t442 = experts / ep;
    let t450 = sqrt(sqrt(sqrt(sqrt(sqrt(ep)))));
    let t456 = ((64.0f * (t450 - 1.0f)) / (1.0f + t450)) * 1.442695f;
    let t462 = 0.4f + (t456 * (0.4f + (t456 * 0.017f)));
    let t465 = t442 * (1.0f - (1.0f / ep));
    let t470 = min(min(t441, (tokens * t442)), ((t441 / ep) + (t462 * sqrt((max(0.0f, (t428 - (t424 * t424))) * t465)))));
    let busiest_pairs = max(1.0f, t470);
    let t482 = min(((0.7f * (t462 * sqrt((t465 * (t437 * (1.0f - t437)))))) + (t437 * t442)), min(t442, busiest_pairs));
    let reached_experts = max(1.0f, t482);
    let t486 = busiest_pairs / ((experts * rows) / ep);
    let t497 = (t74 * max(t130, ((t75 * t486) + (0.5f * t130)))) + (t76 * max(t168, ((t78 * t486) + (0.5f * t168))));
    let t509 = (t497 + (t79 * max(t210, ((t81 * t486) + (0.5f * t210))))) + (t82 * max(t252, ((t84 * t486) + (0.5f * t252))));
    let t521 = (t509 + (t85 * max(t294, ((t87 * t486) + (0.5f * t294))))) + (t88 * max(t336, ((t90 * t486) + (0.5f * t336))));
    let t533 = (t521 + (t91 * max(t378, ((t93 * t486) + (0.5f * t378))))) + (t94 * max(t420, ((t96 * t486) + (0.5f * t420))));
    let blocks = max(reached_experts, (t442 * t533));
    return random_loads_result(busiest_pairs, reached_experts, blocks);
}

struct grouped_gemm_result {
    time: f32,
    matrix_time: f32,
    memory_time: f32,
    mb: f32,
    mflop: f32,
}
fn grouped_gemm(
    n: f32,
    k: f32,
    weight_bytes: f32,
    operand_bytes: f32,
    result_bytes: f32,
    reached: f32,
    pairs: f32,
    blocks: f32,
    height: f32,
    elsewhere: f32,
    units: f32,
    clock: f32,
    rate: f32,
    memory: f32,
    stream: f32,
    store_rate: f32,
    step_: f32,
    wave_share: f32,
    empty: f32,
) -> grouped_gemm_result {
    let weight_mb = weight_bytes * (k * (1e-6f * (n * reached)));
    let t29 = k * operand_bytes;
    let activation_mb = (pairs * 1e-6f) * (t29 + (n * result_bytes));
    let t33 = weight_mb + activation_mb;
    let t35 = n * 0.0078125f;
    let t36 = ceil(t35);
    let steps = ceil(((t29 / 128.0f) * 0.99999905f));
    let t43 = height * 128.0f;
    let t50 = min(((((128.0f * steps) / operand_bytes) * (2e-6f * t43)) / rate), 1000000000000.0f) * 0.0009765625f;
    let t51 = t50 * t50;
    let t56 = 0.0009765625f * min(1000000000000.0f, ((step_ * steps) / clock));
    let t57 = t56 * t56;
    let tile_time = (sqrt(sqrt(((t51 * t51) + (t57 * t57)))) * 1024.0f) + ((result_bytes * (1e-6f * t43)) / (0.001f * (clock * store_rate)));
    let waves = (blocks * t36) / units;
    let t80 = (waves * (1.0f - wave_share)) + (wave_share * max(waves, ceil((0.99999905f * min(waves, 511.5f)))));
    let empty_time = (empty * ((t36 * (elsewhere / height)) / units)) / clock;
    let matrix_time = empty_time + (tile_time * max(1.0f, t80));
    let t98 = 0.0009765625f * min(1000000000000.0f, (t33 / memory));
    let t99 = t98 * t98;
    let t101 = min(1000000000000.0f, (weight_mb / (0.001f * (clock * (stream * min(units, (reached * max(1.0f, t35))))))));
    let t102 = 0.0009765625f * t101;
    let t103 = t102 * t102;
    let memory_time = 1024.0f * sqrt(sqrt(((t99 * t99) + (t103 * t103))));
    let mflop = k * (n * (pairs * 2e-6f));
    let t113 = 0.0009765625f * min(1000000000000.0f, matrix_time);
    let t114 = t113 * t113;
    let t117 = 0.0009765625f * min(1000000000000.0f, memory_time);
    let t118 = t117 * t117;
    let time = 1024.0f * sqrt(sqrt(((t114 * t114) + (t118 * t118))));
    return grouped_gemm_result(time, matrix_time, memory_time, t33, mflop);
}

struct moe_kernel_result {
    time_us: f32,
    tokens_per_s: f32,
    tokens_per_s_per_chip: f32,
    tflops: f32,
    mfu: f32,
    mbu: f32,
    experts_reached: f32,
    pairs: f32,
    imbalance: f32,
    rows_per_expert: f32,
    route_us: f32,
    weights_mb: f32,
    weights_gb_per_layer: f32,
    reason: f32,
}
fn moe_kernel(
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
    moe_tokens: f32,
    moe_hidden: f32,
    moe_inter: f32,
    moe_topk: f32,
    moe_experts: f32,
    moe_tp: f32,
    moe_ep: f32,
    moe_matrices: f32,
    moe_spread: f32,
    moe_alpha: f32,
    moe_constant_launch_kcycles: f32,
    moe_constant_matrix_efficiency: f32,
    moe_constant_memory_efficiency: f32,
    moe_constant_step_kcycles: f32,
    moe_constant_wave_share: f32,
    moe_constant_store_rate: f32,
    moe_constant_stream_rate: f32,
    moe_constant_route_kcycles: f32,
    moe_constant_expert_kcycles: f32,
    moe_constant_l2_rate: f32,
    moe_constant_empty_kcycles: f32,
    moe_constant_tile_share: f32,
    moe_factor_launch: f32,
    moe_factor_matrix: f32,
    moe_factor_memory: f32,
    moe_factor_step: f32,
    moe_factor_store: f32,
    moe_factor_stream: f32,
    moe_factor_route: f32,
    moe_factor_expert: f32,
    moe_factor_l2: f32,
    moe_factor_empty: f32,
    moe_factor_tile: f32,
) -> moe_kernel_result {
    let t60 = min(moe_topk, moe_experts);
    let t61 = min(moe_experts, moe_ep);
    let t62 = moe_experts / t61;
    let t63 = moe_inter / moe_tp;
    let t65 = max(1.0f, (moe_matrices - 1.0f));
    let t69 = moe_constant_step_kcycles * moe_factor_step;
    let t70 = min(moe_constant_wave_share, 1.0f);
    let t71 = moe_constant_store_rate * moe_factor_store;
    let t72 = moe_constant_stream_rate * moe_factor_stream;
    let t76 = moe_constant_empty_kcycles * moe_factor_empty;
    let t79 = moe_tokens * t60;
    let tile_rows = min(max(((moe_constant_tile_share * moe_factor_tile) * (t79 / moe_experts)), 16.0f), 128.0f);
    let random_loads_86 = random_loads(moe_tokens, t60, moe_experts, t61, max(moe_spread, 1.0f), moe_alpha, tile_rows);
    let t93 = 0.0f < chip_matrix_ops;
    let memory_peak = (chip_memory_factor * (chip_memory_bus_bits * chip_memory_rate_gbit)) / 8000.0f;
    let unit_peak = select(max(chip_vector_ops, 1.0f), chip_matrix_ops, t93) * (0.001f * (chip_clock_ghz * chip_matrix_factor));
    let matrix_peak = chip_units * unit_peak;
    let expert_memory = (moe_constant_memory_efficiency * moe_factor_memory) * memory_peak;
    let expert_unit_rate = (moe_constant_matrix_efficiency * moe_factor_matrix) * (matrix_peak / chip_units);
    let t122 = max(0.0f, (t79 - random_loads_86.pairs));
    let t123 = t63 * t65;
    let t132 = (random_loads_86.pairs * (t63 + (t123 + (moe_hidden * 3.0f)))) + (moe_hidden * (moe_tokens * 2.0f));
    let elementwise_mb = format_residual_bytes * (1e-6f * t132);
    let t140 = (chip_l2_mb * 0.75f) / elementwise_mb;
    let t146 = elementwise_mb / (0.001f * (chip_clock_ghz * (chip_units * (moe_constant_l2_rate * moe_factor_l2))));
    let elementwise_time = ((elementwise_mb * (1.0f / (1.0f + (t140 * t140)))) / expert_memory) + t146;
    let t150 = (moe_constant_launch_kcycles * moe_factor_launch) + ((moe_constant_route_kcycles * moe_factor_route) * (t79 * 0.001f));
    let route_time = (t150 + (t62 * (moe_constant_expert_kcycles * moe_factor_expert))) / chip_clock_ghz;
    let t155 = max(moe_hidden, 1.0f);
    let grouped_gemm_156 = grouped_gemm(max(1.0f, t123), t155, format_weight_bytes, format_activation_bytes, format_residual_bytes, random_loads_86.reached, random_loads_86.pairs, random_loads_86.blocks, tile_rows, t122, chip_units, chip_clock_ghz, expert_unit_rate, expert_memory, t72, t71, t69, t70, t76);
    let grouped_gemm_163 = grouped_gemm(t155, max(1.0f, t63), format_weight_bytes, format_activation_bytes, format_residual_bytes, random_loads_86.reached, random_loads_86.pairs, random_loads_86.blocks, tile_rows, t122, chip_units, chip_clock_ghz, expert_unit_rate, expert_memory, t72, t71, t69, t70, t76);
    let moe_time = elementwise_time + (grouped_gemm_163.time + (route_time + grouped_gemm_156.time));
    let t174 = (grouped_gemm_156.mflop + grouped_gemm_163.mflop) / moe_time;
    let rank_weights_mb = t62 * (format_weight_bytes * (t63 * (1e-6f * (moe_hidden * (1.0f + t65)))));
    let tokens_per_s = 1000000.0f * (moe_tokens / moe_time);
    let t198 = select(4.0f, select(5.0f, 0.0f, (rank_weights_mb <= (chip_memory_capacity_gb * 1000.0f))), ((moe_tp * f32((u32(moe_inter) + u32(moe_tp) - 1u) / u32(moe_tp))) <= moe_inter));
    let t199 = select(3.0f, t198, ((moe_ep * f32((u32(moe_experts) + u32(moe_ep) - 1u) / u32(moe_ep))) <= moe_experts));
    let reason = select(1.0f, select(2.0f, t199, (moe_topk <= moe_experts)), t93);
    return moe_kernel_result(moe_time, tokens_per_s, (tokens_per_s / (moe_tp * moe_ep)), t174, (t174 / matrix_peak), (((grouped_gemm_156.mb + grouped_gemm_163.mb) / moe_time) / memory_peak), random_loads_86.reached, random_loads_86.pairs, ((moe_ep * random_loads_86.pairs) / t79), (random_loads_86.pairs / random_loads_86.reached), route_time, rank_weights_mb, (0.001f * (moe_ep * (moe_tp * rank_weights_mb))), reason);
}
