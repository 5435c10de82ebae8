// The kernel `llm`, traced from the equations in src/model/: edit those, then run
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

struct all_reduce_result {
    network_time: f32,
    latency: f32,
}
fn all_reduce(mb: f32, ranks: f32, link: f32, hop: f32, launch: f32) -> all_reduce_result {
    let t6 = ranks - 1.0f;
    let t10 = (mb * t6) / max(link, 1e-6f);
    let t13 = (t10 * 2.0f) / ranks;
    let t15 = hop * (t6 * 2.0f);
    let t16 = hop * 2.0f;
    let t19 = (t10 + t16) < (t13 + t15);
    let transfer = select(t13, t10, t19);
    let hops = select(t15, t16, t19);
    let t24 = ranks <= 1.0f;
    return all_reduce_result(select(transfer, 0.0f, t24), select((launch + hops), 0.0f, t24));
}

struct elementwise_result {
    time: f32,
    vector_time: f32,
    memory_time: f32,
}
fn elementwise(
    data_mb: f32,
    mflop: f32,
    memory: f32,
    l2: f32,
    l2_mb: f32,
    vector: f32,
    launch: f32,
) -> elementwise_result {
    let vector_time = mflop / vector;
    let t10 = (l2_mb * 0.75f) / data_mb;
    let t21 = min(((data_mb * (1.0f / (1.0f + (t10 * t10)))) / memory), 1000000000000.0f) * 0.0009765625f;
    let t22 = t21 * t21;
    let t25 = 0.0009765625f * min((data_mb / l2), 1000000000000.0f);
    let t26 = t25 * t25;
    let memory_time = sqrt(sqrt(((t22 * t22) + (t26 * t26)))) * 1024.0f;
    let t34 = 0.0009765625f * min(vector_time, 1000000000000.0f);
    let t35 = t34 * t34;
    let t38 = 0.0009765625f * min(1000000000000.0f, memory_time);
    let t39 = t38 * t38;
    let time = launch + (1024.0f * sqrt(sqrt(((t35 * t35) + (t39 * t39)))));
    return elementwise_result(time, vector_time, memory_time);
}

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

struct distinct_experts_result {
    distinct: f32,
}
fn distinct_experts(experts: f32, active_: f32, tokens: f32) -> distinct_experts_result {
    let t4 = active_ / experts;
    let t7 = t4 / (2.0f - t4);
    let t8 = t7 * t7;
    let minus_log_miss = (1.0f + (t8 * (0.33333334f + (t8 * (0.2f + (t8 * 0.14285715f)))))) * (2.0f * t7);
    let t24 = min((tokens * minus_log_miss), 64.0f) * 0.0625f;
    let t26 = t24 * 0.5f;
    let t30 = 1.0f + ((t24 * t24) * 0.083333336f);
    let t33 = (t30 - t26) / (t26 + t30);
    let t34 = t33 * t33;
    let t35 = t34 * t34;
    let t36 = t35 * t35;
    let missed_share = t36 * t36;
    let distinct = min(max(active_, (experts * (1.0f - missed_share))), min(experts, (active_ * tokens)));
    return distinct_experts_result(distinct);
}

struct grouped_gemm_result {
    time: f32,
    matrix_time: f32,
    memory_time: f32,
    latency: f32,
    mb: f32,
    mflop: f32,
}
fn grouped_gemm(
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
) -> grouped_gemm_result {
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
    let t82 = ceil((n * 0.015625f));
    let waves = t78 * (t82 * (groups * max(1.0f, ((m * 0.0625f) + 0.5f))));
    let main_loop = 1024.0f * sqrt(sqrt((t77 + (t73 * 9.536743e-7f))));
    let store = 1024.0f * t65;
    let whole_tiles = max(1.0f, ((t79 * waves) + (wave_share * max(waves, ceil((0.99999905f * waves)))))) * (main_loop + store);
    let t110 = groups * max(1.0f, (0.5f + (m * 0.015625f)));
    let waves_2 = t78 * (t82 * t110);
    let main_loop_2 = 1024.0f * sqrt(sqrt((t77 + (t73 * 0.00024414063f))));
    let store_2 = t65 * 4096.0f;
    let whole_tiles_2 = max(1.0f, ((t79 * waves_2) + (wave_share * max(waves_2, ceil((0.99999905f * waves_2)))))) * (main_loop_2 + store_2);
    let t133 = ceil((n * 0.0078125f));
    let waves_3 = t78 * (t110 * t133);
    let main_loop_3 = 1024.0f * sqrt(sqrt((t77 + (t73 * 0.00390625f))));
    let store_3 = t65 * 8192.0f;
    let whole_tiles_3 = max(1.0f, ((t79 * waves_3) + (wave_share * max(waves_3, ceil((0.99999905f * waves_3)))))) * (main_loop_3 + store_3);
    let t157 = groups * max(1.0f, (0.5f + (m * 0.0078125f)));
    let waves_4 = t78 * (t133 * t157);
    let main_loop_4 = 1024.0f * sqrt(sqrt((t77 + (t73 * 0.0625f))));
    let store_4 = t65 * 16384.0f;
    let whole_tiles_4 = max(1.0f, ((t79 * waves_4) + (wave_share * max(waves_4, ceil((0.99999905f * waves_4)))))) * (main_loop_4 + store_4);
    let waves_5 = t78 * (t157 * ceil((n * 0.00390625f)));
    let main_loop_5 = 1024.0f * sqrt(sqrt((t73 + t77)));
    let store_5 = t65 * 32768.0f;
    let whole_tiles_5 = max(1.0f, ((t79 * waves_5) + (wave_share * max(waves_5, ceil((0.99999905f * waves_5)))))) * (main_loop_5 + store_5);
    let whole_time = min(min(min(min(whole_tiles, whole_tiles_2), whole_tiles_3), whole_tiles_4), whole_tiles_5);
    let compute_time = whole_time * (1.0f + (0.2f * (1.0f - (1000.0f / (whole_time + 1000.0f)))));
    let mflop = k * (n * (m * (groups * 2e-6f)));
    let t209 = 0.0009765625f * min(1000000000000.0f, compute_time);
    let t210 = t209 * t209;
    let t213 = 0.0009765625f * min(1000000000000.0f, memory_time);
    let t214 = t213 * t213;
    let time = launch + (1024.0f * sqrt(sqrt(((t210 * t210) + (t214 * t214)))));
    return grouped_gemm_result(time, compute_time, memory_time, launch, (weight_mb + activation_mb), mflop);
}

struct all_gather_result {
    network_time: f32,
    latency: f32,
}
fn all_gather(mb: f32, ranks: f32, link: f32, hop: f32, launch: f32) -> all_gather_result {
    let t6 = ranks - 1.0f;
    let t15 = ranks <= 1.0f;
    return all_gather_result(select(((mb * t6) / (ranks * max(link, 1e-6f))), 0.0f, t15), select((launch + (hop * t6)), 0.0f, t15));
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
    let t115 = ((block_kcycles * stream_factor) / clock) + min(t100, (merge + (max(0.0f, (t100 - merge)) / splits)));
    let stream_time = max(1.0f, (0.5f * (waves + max(waves, ceil((0.99999905f * waves)))))) * t115;
    let seen_tokens = batch * min(context, window);
    let cache_mb = cache_bytes * (cached * (kv_heads * (1e-6f * seen_tokens)));
    let t126 = bytes * (t39 * (heads * (batch * 1e-6f)));
    let t128 = (l2_mb * l2_share) / cache_mb;
    let steady_time = ((memory_factor * (cache_mb / (1.0f + (t128 * t128)))) + (passes * t126)) / (memory_peak * memory_share);
    let memory_time = steady_time + ((fill * steady_time) / (fill + steady_time));
    let latency = floor_ * floor_factor;
    let t145 = min(stream_time, 1000000000000.0f) * 0.0009765625f;
    let t146 = t145 * t145;
    let t149 = 0.0009765625f * min(memory_time, 1000000000000.0f);
    let t150 = t149 * t149;
    let time = latency + (sqrt(sqrt(((t146 * t146) + (t150 * t150)))) * 1024.0f);
    let t160 = rows * (t93 * (kv_heads * seen_tokens));
    let matrix_time = (t39 * (2e-6f * t160)) / (matrix_share * (units * rate));
    let vector_time = (1e-6f * t160) / special;
    let mflop = t39 * (heads * (2e-6f * seen_tokens));
    return generation_attention_result(time, matrix_time, vector_time, memory_time, latency, (cache_mb + t126), mflop);
}

struct llm_kernel_result {
    prefill_ms: f32,
    tpot_ms: f32,
    request_s: f32,
    prefill_tokens_per_s: f32,
    decode_tokens_per_s: f32,
    tokens_per_s: f32,
    tokens_per_s_per_chip: f32,
    prefill_tokens_per_s_per_chip: f32,
    decode_tokens_per_s_per_chip: f32,
    prefill_mfu: f32,
    decode_mfu: f32,
    decode_mbu: f32,
    prefill_network_share: f32,
    decode_network_share: f32,
    weights_gb: f32,
    kv_gb: f32,
    memory_gb: f32,
    memory_fraction: f32,
    reason: f32,
}
fn llm_kernel(
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
    model_layers: f32,
    model_dense_layers: f32,
    model_hidden: f32,
    model_heads: f32,
    model_kv_heads: f32,
    model_head_dim: f32,
    model_v_head_dim: f32,
    model_ffn: f32,
    model_mlp_matrices: f32,
    model_vocab: f32,
    model_experts: f32,
    model_experts_active: f32,
    model_expert_ffn: f32,
    model_shared_ffn: f32,
    model_latent: f32,
    model_q_lora: f32,
    model_kv_lora: f32,
    model_rope_dim: f32,
    model_nope_dim: f32,
    model_window: f32,
    model_window_layers: f32,
    model_tied: f32,
    model_extra_params: f32,
    run_batch: f32,
    run_prompt: f32,
    run_output: f32,
    run_tp: f32,
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
) -> llm_kernel_result {
    let t71 = max(chip_vector_ops, 1.0f);
    let t73 = 0.0f < chip_matrix_ops;
    let t74 = select(t71, chip_matrix_ops, t73);
    let t78 = 0.001f * (chip_clock_ghz * chip_matrix_factor);
    let t81 = chip_units * (0.001f * (chip_vector_clock_ghz * chip_vector_factor));
    let memory_peak = (chip_memory_factor * (chip_memory_bus_bits * chip_memory_rate_gbit)) / 8000.0f;
    let unit_peak = t74 * t78;
    let matrix_peak = chip_units * unit_peak;
    let unit_rate = chip_matrix_efficiency * unit_peak;
    let wide_peak = select(t74, chip_attention_ops, (0.0f < chip_attention_ops)) * t78;
    let vector_rate = t71 * t81;
    let special_rate = chip_special_ops * t81;
    let memory_rate = chip_memory_efficiency * memory_peak;
    let l2_rate = 0.001f * (chip_clock_ghz * (chip_units * chip_l2_rate));
    let link_rate = chip_scaleup_efficiency * (chip_scaleup_factor * (chip_scaleup_links * chip_scaleup_link_tbps));
    let t100 = 0.5f < model_latent;
    let heads_per_chip = model_heads / run_tp;
    let kv_heads_per_chip = max(1.0f, (model_kv_heads / run_tp));
    let t105 = select(model_head_dim, model_v_head_dim, (0.0f < model_v_head_dim));
    let t107 = select(model_head_dim, (model_rope_dim + model_nope_dim), t100);
    let t108 = model_kv_lora + model_rope_dim;
    let t110 = kv_heads_per_chip * (model_head_dim + t105);
    let moe_layers = max(0.0f, select(0.0f, (model_layers - model_dense_layers), (0.0f < model_experts)));
    let t115 = select(kv_heads_per_chip, heads_per_chip, t100);
    let projected_width = select((t110 + (model_head_dim * heads_per_chip)), (model_q_lora + t108), t100);
    let t121 = select(model_hidden, model_q_lora, (0.0f < model_q_lora));
    let t123 = max(1.0f, (model_ffn / run_tp));
    let t125 = max(1.0f, (model_expert_ffn / run_tp));
    let t127 = max(1.0f, (model_shared_ffn / run_tp));
    let t129 = max(1.0f, (model_vocab / run_tp));
    let cached_elements = select(t110, t108, t100);
    let t131 = select(kv_heads_per_chip, 1.0f, t100);
    let t132 = model_layers - moe_layers;
    let t134 = select(0.0f, moe_layers, (0.0f < model_shared_ffn));
    let t135 = select(0.0f, model_layers, t100);
    let t136 = 0.0f < model_window;
    let t138 = select(0.0f, min(model_layers, model_window_layers), t136);
    let t139 = t105 + t107;
    let context_attention_147 = context_attention(run_batch, heads_per_chip, t115, t107, t105, t139, run_prompt, 0.0f, run_prompt, format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, wide_peak, special_rate, memory_peak, 128.0f, 1.0f, 8.2f, 0.59f, 0.7f, 6.3f, 0.74f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 0.1f);
    let context_attention_157 = context_attention(run_batch, heads_per_chip, t115, t107, t105, t139, run_prompt, 0.0f, select(run_prompt, min(model_window, run_prompt), t136), format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, wide_peak, special_rate, memory_peak, 128.0f, 1.0f, 8.2f, 0.59f, 0.7f, 6.3f, 0.74f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 0.1f);
    let t165 = run_batch * run_prompt;
    let t167 = model_hidden * t165;
    let t168 = 1e-6f * t167;
    let stream_mb = format_residual_bytes * t168;
    let all_reduce_170 = all_reduce(stream_mb, run_tp, link_rate, chip_hop_us, chip_launch_us);
    let elementwise_175 = elementwise((stream_mb * 2.0f), 1e-6f, memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t181 = model_layers * 2.0f;
    let elementwise_184 = elementwise((stream_mb * 4.0f), (t167 * 1e-5f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t188 = format_activation_bytes < format_residual_bytes;
    let t189 = format_activation_bytes + format_residual_bytes;
    let t193 = select(0.0f, t181, t188);
    let elementwise_194 = elementwise((t168 * t189), (t167 * 4e-6f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t199 = t105 * (heads_per_chip * t165);
    let t203 = select(0.0f, model_layers, t188);
    let elementwise_204 = elementwise((t189 * (1e-6f * t199)), (4e-6f * t199), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t208 = max(1.0f, projected_width);
    let t209 = max(model_hidden, 1.0f);
    let gemm_210 = gemm(t165, t208, t209, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t217 = heads_per_chip * t107;
    let t218 = max(1.0f, t217);
    let t219 = max(1.0f, t121);
    let gemm_220 = gemm(t165, t218, t219, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t227 = model_nope_dim + t105;
    let t229 = max(1.0f, (heads_per_chip * t227));
    let t230 = max(model_kv_lora, 1.0f);
    let gemm_231 = gemm(t165, t229, t230, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t239 = t217 + (t107 * t131);
    let t240 = t165 * t239;
    let t247 = (2.0f * (format_residual_bytes * (1e-6f * t240))) + (format_kv_bytes * (1e-6f * (cached_elements * t165)));
    let elementwise_250 = elementwise(t247, (t240 * 6e-6f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t254 = model_layers - t138;
    let t256 = max(1.0f, (heads_per_chip * t105));
    let gemm_257 = gemm(t165, t209, t256, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t265 = model_mlp_matrices - 1.0f;
    let t267 = max(1.0f, (t123 * t265));
    let gemm_268 = gemm(t165, t267, t209, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t275 = t123 * t165;
    let t276 = 1e-6f * t275;
    let elementwise_281 = elementwise((model_mlp_matrices * (format_residual_bytes * t276)), (t275 * 8e-6f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t287 = select(0.0f, t132, t188);
    let elementwise_288 = elementwise((t189 * t276), (4e-6f * t275), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t292 = max(1.0f, t123);
    let gemm_293 = gemm(t165, t209, t292, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t300 = max(model_experts, 1.0f);
    let gemm_301 = gemm(t165, t300, t209, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t309 = min(t300, max(model_experts_active, 1.0f));
    let distinct_experts_311 = distinct_experts(t300, t309, max(1.0f, t165));
    let t313 = t165 * t309;
    let rows_per_expert = t313 / distinct_experts_311.distinct;
    let t315 = t300 + t309;
    let t321 = moe_layers * 2.0f;
    let elementwise_322 = elementwise((format_residual_bytes * (1e-6f * (t165 * t315))), (1e-5f * (t165 * t300)), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t326 = 1.0f + t309;
    let t327 = stream_mb * t326;
    let elementwise_328 = elementwise(t327, 1e-6f, memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let expert_unit_rate = unit_rate * 0.75f;
    let t335 = max(1.0f, (t125 * t265));
    let grouped_gemm_336 = grouped_gemm(distinct_experts_311.distinct, rows_per_expert, t335, t209, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, expert_unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t343 = t125 * t313;
    let t344 = 1e-6f * t343;
    let elementwise_348 = elementwise((model_mlp_matrices * (format_residual_bytes * t344)), (8e-6f * t343), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t354 = select(0.0f, moe_layers, t188);
    let elementwise_355 = elementwise((t189 * t344), (4e-6f * t343), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t359 = max(1.0f, t125);
    let grouped_gemm_360 = grouped_gemm(distinct_experts_311.distinct, rows_per_expert, t209, t359, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, expert_unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let elementwise_370 = elementwise(t327, ((t167 * t309) * 2e-6f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t375 = max(1.0f, (t127 * t265));
    let gemm_376 = gemm(t165, t375, t209, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t383 = t127 * t165;
    let elementwise_388 = elementwise((model_mlp_matrices * (format_residual_bytes * (1e-6f * t383))), (8e-6f * t383), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t392 = max(1.0f, t127);
    let gemm_393 = gemm(t165, t209, t392, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let gemm_401 = gemm(run_batch, max(1.0f, t129), t209, format_head_bytes, format_residual_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, wide_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let all_gather_411 = all_gather((format_residual_bytes * (1e-6f * (model_vocab * run_batch))), run_tp, link_rate, chip_hop_us, chip_launch_us);
    let t414 = all_gather_411.network_time + all_gather_411.latency;
    let mean_context = run_prompt + (run_output * 0.5f);
    let t417 = select(t107, t108, t100);
    let t418 = select(t105, model_kv_lora, t100);
    let t419 = cached_elements / t131;
    let generation_attention_433 = generation_attention(run_batch, heads_per_chip, t131, t417, t418, t419, mean_context, mean_context, format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, wide_peak, memory_peak, chip_l2_mb, 128.0f, 64.0f, 65536.0f, 8.1f, 0.96f, 26.0f, 0.22f, 2.6f, 0.25f, 3.7f, 0.28f, 0.6f, 5.5f, 10.5f, 1.0f, 1.0f, 1.0f, 1.0f, 0.1f, special_rate);
    let generation_attention_443 = generation_attention(run_batch, heads_per_chip, t131, t417, t418, t419, mean_context, select(mean_context, min(model_window, mean_context), t136), format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, wide_peak, memory_peak, chip_l2_mb, 128.0f, 64.0f, 65536.0f, 8.1f, 0.96f, 26.0f, 0.22f, 2.6f, 0.25f, 3.7f, 0.28f, 0.6f, 5.5f, 10.5f, 1.0f, 1.0f, 1.0f, 1.0f, 0.1f, special_rate);
    let t451 = model_hidden * run_batch;
    let t452 = 1e-6f * t451;
    let stream_mb_2 = format_residual_bytes * t452;
    let all_reduce_454 = all_reduce(stream_mb_2, run_tp, link_rate, chip_hop_us, chip_launch_us);
    let t457 = 2.0f * stream_mb_2;
    let elementwise_458 = elementwise(t457, 1e-6f, memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t463 = 4.0f * stream_mb_2;
    let elementwise_464 = elementwise(t463, (1e-5f * t451), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t468 = t189 * t452;
    let elementwise_470 = elementwise(t468, (4e-6f * t451), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t475 = t105 * (run_batch * heads_per_chip);
    let t477 = t189 * (1e-6f * t475);
    let elementwise_479 = elementwise(t477, (4e-6f * t475), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_483 = gemm(run_batch, t208, t209, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let gemm_490 = gemm(run_batch, t218, t219, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let gemm_497 = gemm(run_batch, t229, t230, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t504 = run_batch * t239;
    let t511 = (2.0f * (format_residual_bytes * (1e-6f * t504))) + (format_kv_bytes * (1e-6f * (run_batch * cached_elements)));
    let elementwise_513 = elementwise(t511, (6e-6f * t504), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_517 = gemm(run_batch, t209, t256, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let gemm_525 = gemm(run_batch, t267, t209, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t532 = run_batch * t123;
    let t533 = 1e-6f * t532;
    let t535 = model_mlp_matrices * (format_residual_bytes * t533);
    let elementwise_537 = elementwise(t535, (8e-6f * t532), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t541 = t189 * t533;
    let elementwise_543 = elementwise(t541, (4e-6f * t532), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_547 = gemm(run_batch, t209, t292, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let gemm_554 = gemm(run_batch, t300, t209, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let distinct_experts_562 = distinct_experts(t300, t309, max(run_batch, 1.0f));
    let t564 = run_batch * t309;
    let rows_per_expert_2 = t564 / distinct_experts_562.distinct;
    let t568 = format_residual_bytes * (1e-6f * (run_batch * t315));
    let elementwise_571 = elementwise(t568, (1e-5f * (run_batch * t300)), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t575 = t326 * stream_mb_2;
    let elementwise_576 = elementwise(t575, 1e-6f, memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let grouped_gemm_580 = grouped_gemm(distinct_experts_562.distinct, rows_per_expert_2, t335, t209, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, expert_unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t587 = t125 * t564;
    let t588 = 1e-6f * t587;
    let t590 = model_mlp_matrices * (format_residual_bytes * t588);
    let elementwise_592 = elementwise(t590, (8e-6f * t587), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t596 = t189 * t588;
    let elementwise_598 = elementwise(t596, (4e-6f * t587), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let grouped_gemm_602 = grouped_gemm(distinct_experts_562.distinct, rows_per_expert_2, t209, t359, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, expert_unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let elementwise_611 = elementwise(t575, (2e-6f * (t309 * t451)), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_615 = gemm(run_batch, t375, t209, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t622 = run_batch * t127;
    let t625 = model_mlp_matrices * (format_residual_bytes * (1e-6f * t622));
    let elementwise_627 = elementwise(t625, (8e-6f * t622), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_631 = gemm(run_batch, t209, t392, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t650 = ((elementwise_175.time + (t181 * elementwise_184.time)) + (t193 * elementwise_194.time)) + (t203 * elementwise_204.time);
    let t652 = ((0.0f * t181) + (0.0f * t193)) + (0.0f * t203);
    let t668 = ((t650 + (model_layers * gemm_210.time)) + (t135 * gemm_220.time)) + (t135 * gemm_231.time);
    let t670 = ((t652 + (model_layers * gemm_210.mflop)) + (t135 * gemm_220.mflop)) + (t135 * gemm_231.mflop);
    let t675 = model_layers * 0.0f;
    let t686 = ((t668 + (model_layers * elementwise_250.time)) + (context_attention_147.time * t254)) + (t138 * context_attention_157.time);
    let t688 = ((t670 + t675) + (context_attention_147.mflop * t254)) + (t138 * context_attention_157.mflop);
    let t697 = model_layers * (all_reduce_170.network_time + all_reduce_170.latency);
    let t708 = (((t686 + (model_layers * gemm_257.time)) + t697) + (t132 * gemm_268.time)) + (t132 * elementwise_281.time);
    let t709 = 0.0f * t132;
    let t715 = 0.0f * t287;
    let t716 = (((t675 + (t688 + (model_layers * gemm_257.mflop))) + (t132 * gemm_268.mflop)) + t709) + t715;
    let t726 = ((t708 + (t287 * elementwise_288.time)) + (t132 * gemm_293.time)) + (moe_layers * gemm_301.time);
    let t733 = 0.0f * t321;
    let t739 = 0.0f * moe_layers;
    let t744 = ((t726 + (t321 * elementwise_322.time)) + (moe_layers * elementwise_328.time)) + (moe_layers * grouped_gemm_336.time);
    let t746 = ((((t716 + (t132 * gemm_293.mflop)) + (moe_layers * gemm_301.mflop)) + t733) + t739) + (moe_layers * grouped_gemm_336.mflop);
    let t756 = 0.0f * t354;
    let t761 = ((t744 + (moe_layers * elementwise_348.time)) + (t354 * elementwise_355.time)) + (moe_layers * grouped_gemm_360.time);
    let t773 = (t739 + (((t739 + t746) + t756) + (moe_layers * grouped_gemm_360.mflop))) + (t134 * gemm_376.mflop);
    let t777 = ((t761 + (moe_layers * elementwise_370.time)) + (t134 * gemm_376.time)) + (t134 * elementwise_388.time);
    let t778 = 0.0f * t134;
    let pass_us = t414 + (gemm_401.time + (t697 + (t777 + (t134 * gemm_393.time))));
    let t806 = ((elementwise_458.time + (t181 * elementwise_464.time)) + (t193 * elementwise_470.time)) + (t203 * elementwise_479.time);
    let t814 = (((t457 + (t181 * t463)) + (t193 * t468)) + (t203 * t477)) + (model_layers * gemm_483.mb);
    let t822 = ((t806 + (model_layers * gemm_483.time)) + (t135 * gemm_490.time)) + (t135 * gemm_497.time);
    let t824 = ((t652 + (model_layers * gemm_483.mflop)) + (t135 * gemm_490.mflop)) + (t135 * gemm_497.mflop);
    let t837 = (((t814 + (t135 * gemm_490.mb)) + (t135 * gemm_497.mb)) + (model_layers * t511)) + (t254 * generation_attention_433.mb);
    let t839 = ((t822 + (model_layers * elementwise_513.time)) + (t254 * generation_attention_433.time)) + (t138 * generation_attention_443.time);
    let t841 = ((t675 + t824) + (t254 * generation_attention_433.mflop)) + (t138 * generation_attention_443.mflop);
    let t850 = model_layers * (all_reduce_454.network_time + all_reduce_454.latency);
    let t859 = (t675 + ((t837 + (t138 * generation_attention_443.mb)) + (model_layers * gemm_517.mb))) + (t132 * gemm_525.mb);
    let t861 = (((t839 + (model_layers * gemm_517.time)) + t850) + (t132 * gemm_525.time)) + (t132 * elementwise_537.time);
    let t867 = t715 + (t709 + ((t675 + (t841 + (model_layers * gemm_517.mflop))) + (t132 * gemm_525.mflop)));
    let t877 = ((t861 + (t287 * elementwise_543.time)) + (t132 * gemm_547.time)) + (moe_layers * gemm_554.time);
    let t881 = (((t859 + (t132 * t535)) + (t287 * t541)) + (t132 * gemm_547.mb)) + (moe_layers * gemm_554.mb);
    let t890 = moe_layers * t575;
    let t893 = ((t877 + (t321 * elementwise_571.time)) + (moe_layers * elementwise_576.time)) + (moe_layers * grouped_gemm_580.time);
    let t895 = (t739 + (t733 + ((t867 + (t132 * gemm_547.mflop)) + (moe_layers * gemm_554.mflop)))) + (moe_layers * grouped_gemm_580.mflop);
    let t902 = (((t881 + (t321 * t568)) + t890) + (moe_layers * grouped_gemm_580.mb)) + (moe_layers * t590);
    let t909 = ((t893 + (moe_layers * elementwise_592.time)) + (t354 * elementwise_598.time)) + (moe_layers * grouped_gemm_602.time);
    let t921 = (t739 + ((t756 + (t739 + t895)) + (moe_layers * grouped_gemm_602.mflop))) + (t134 * gemm_615.mflop);
    let t923 = (t890 + ((t902 + (t354 * t596)) + (moe_layers * grouped_gemm_602.mb))) + (t134 * gemm_615.mb);
    let t925 = ((t909 + (moe_layers * elementwise_611.time)) + (t134 * gemm_615.time)) + (t134 * elementwise_627.time);
    let pass_us_2 = t414 + (gemm_401.time + (t850 + (t925 + (t134 * gemm_631.time))));
    let request_us = pass_us + (pass_us_2 * max(0.0f, (run_output - 1.0f)));
    let tokens_per_s = 1000000.0f * ((run_batch * run_output) / request_us);
    let t952 = model_hidden * 1e-6f;
    let t960 = select(0.0f, (1e-6f * ((t107 * (heads_per_chip * t121)) + (t227 * (model_kv_lora * heads_per_chip)))), t100);
    let t965 = model_mlp_matrices * t952;
    let t973 = ((t965 * (model_shared_ffn + (model_experts * model_expert_ffn))) / run_tp) + (model_experts * t952);
    let t979 = (model_layers * (((projected_width * t952) + t960) + (t105 * (heads_per_chip * t952)))) + (t132 * ((model_ffn * t965) / run_tp));
    let layer_mparams = t979 + (moe_layers * t973);
    let t991 = (format_weight_bytes * (layer_mparams + ((model_extra_params * 1e-6f) / run_tp))) + (format_residual_bytes * (t952 + (model_layers * (2.0f * t952))));
    let weights_mb = t991 + (format_head_bytes * (((model_vocab * t952) / run_tp) * (2.0f - model_tied)));
    let t994 = run_prompt + run_output;
    let t1001 = 1e-6f * ((t254 * t994) + (t138 * min(t994, select(t994, min(model_window, t994), t136))));
    let cache_mb = format_kv_bytes * (cached_elements * (run_batch * t1001));
    let t1017 = ((projected_width + (model_hidden * 4.0f)) + (heads_per_chip * t139)) + (model_mlp_matrices * max(t123, (t127 + (model_experts_active * t125))));
    let workspace_mb = (4.0f * (t129 * (run_batch * 1e-6f))) + (format_residual_bytes * (t1017 * (1e-6f * min(t165, max(run_batch, 8192.0f)))));
    let memory_mb = (weights_mb + cache_mb) + workspace_mb;
    let t1027 = chip_memory_capacity_gb * 1000.0f;
    let t1033 = 1000000.0f * (t165 / pass_us);
    let t1035 = 1000000.0f * (run_batch / pass_us_2);
    let t1040 = (gemm_401.mflop + (t675 + ((t773 + t778) + (t134 * gemm_393.mflop)))) / (matrix_peak * pass_us);
    let t1042 = (gemm_401.mflop + (t675 + ((t778 + t921) + (t134 * gemm_631.mflop)))) / (matrix_peak * pass_us_2);
    let t1044 = (gemm_401.mb + (t675 + ((t923 + (t134 * t625)) + (t134 * gemm_631.mb)))) / (memory_peak * pass_us_2);
    let t1056 = (model_kv_heads * f32((u32(run_tp) + u32(model_kv_heads) - 1u) / u32(model_kv_heads))) <= run_tp;
    let t1057 = ((run_tp * f32((u32(model_kv_heads) + u32(run_tp) - 1u) / u32(run_tp))) <= model_kv_heads) || t1056;
    let t1068 = select(3.0f, select(4.0f, select(5.0f, 0.0f, (memory_mb <= t1027)), (t100 || t1057)), (run_tp <= max(chip_scaleup_domain, 1.0f)));
    let t1069 = select(2.0f, t1068, ((run_tp * f32((u32(model_heads) + u32(run_tp) - 1u) / u32(run_tp))) <= model_heads));
    let reason = select(1.0f, t1069, t73);
    return llm_kernel_result((0.001f * pass_us), (0.001f * pass_us_2), (1e-6f * request_us), t1033, t1035, tokens_per_s, (tokens_per_s / run_tp), (t1033 / run_tp), (t1035 / run_tp), t1040, t1042, t1044, ((t414 + (t697 + t697)) / pass_us), ((t414 + (t850 + t850)) / pass_us_2), (0.001f * weights_mb), (0.001f * cache_mb), (0.001f * memory_mb), (memory_mb / t1027), reason);
}
