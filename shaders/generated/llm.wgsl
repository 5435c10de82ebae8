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
    let minus_log_miss = tokens * ((1.0f + (t8 * (0.33333334f + (t8 * (0.2f + (t8 * 0.14285715f)))))) * (2.0f * t7));
    let t24 = min(minus_log_miss, 64.0f) * 0.0625f;
    let t26 = t24 * 0.5f;
    let t30 = 1.0f + ((t24 * t24) * 0.083333336f);
    let t33 = (t30 - t26) / (t26 + t30);
    let t34 = t33 * t33;
    let t35 = t34 * t34;
    let t36 = t35 * t35;
    let decay = t36 * t36;
    let distinct = min(max(active_, (experts * (1.0f - decay))), min(experts, (active_ * tokens)));
    return distinct_experts_result(distinct);
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
    let empty_time = (empty * ((t36 * (elsewhere / height)) / units)) / clock;
    let t84 = max(1.0f, ((waves * (1.0f - wave_share)) + (wave_share * max(waves, ceil((0.99999905f * waves))))));
    let matrix_time = empty_time + (tile_time * t84);
    let t96 = 0.0009765625f * min(1000000000000.0f, (t33 / memory));
    let t97 = t96 * t96;
    let t99 = min(1000000000000.0f, (weight_mb / (0.001f * (clock * (stream * min(units, (reached * max(1.0f, t35))))))));
    let t100 = 0.0009765625f * t99;
    let t101 = t100 * t100;
    let memory_time = 1024.0f * sqrt(sqrt(((t97 * t97) + (t101 * t101))));
    let mflop = k * (n * (pairs * 2e-6f));
    let t111 = 0.0009765625f * min(1000000000000.0f, matrix_time);
    let t112 = t111 * t111;
    let t115 = 0.0009765625f * min(1000000000000.0f, memory_time);
    let t116 = t115 * t115;
    let time = 1024.0f * sqrt(sqrt(((t112 * t112) + (t116 * t116))));
    return grouped_gemm_result(time, matrix_time, memory_time, t33, mflop);
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
    let wide_peak = select(t74, chip_attention_ops, (0.0f < chip_attention_ops)) * t78;
    let vector_rate = t71 * t81;
    let special_rate = chip_special_ops * t81;
    let memory_rate = chip_memory_efficiency * memory_peak;
    let l2_rate = 0.001f * (chip_clock_ghz * (chip_units * chip_l2_rate));
    let link_rate = chip_scaleup_efficiency * (chip_scaleup_factor * (chip_scaleup_links * chip_scaleup_link_tbps));
    let t99 = 0.5f < model_latent;
    let heads_per_chip = model_heads / run_tp;
    let kv_heads_per_chip = max(1.0f, (model_kv_heads / run_tp));
    let t104 = select(model_head_dim, model_v_head_dim, (0.0f < model_v_head_dim));
    let t106 = select(model_head_dim, (model_rope_dim + model_nope_dim), t99);
    let t107 = model_kv_lora + model_rope_dim;
    let t109 = kv_heads_per_chip * (model_head_dim + t104);
    let moe_layers = max(0.0f, select(0.0f, (model_layers - model_dense_layers), (0.0f < model_experts)));
    let t114 = select(kv_heads_per_chip, heads_per_chip, t99);
    let projected_width = select((t109 + (model_head_dim * heads_per_chip)), (model_q_lora + t107), t99);
    let t120 = select(model_hidden, model_q_lora, (0.0f < model_q_lora));
    let t122 = max(1.0f, (model_ffn / run_tp));
    let t124 = max(1.0f, (model_expert_ffn / run_tp));
    let t126 = max(1.0f, (model_shared_ffn / run_tp));
    let t128 = max(1.0f, (model_vocab / run_tp));
    let cached_elements = select(t109, t107, t99);
    let t130 = select(kv_heads_per_chip, 1.0f, t99);
    let t131 = model_layers - moe_layers;
    let t133 = select(0.0f, moe_layers, (0.0f < model_shared_ffn));
    let t134 = select(0.0f, model_layers, t99);
    let t135 = 0.0f < model_window;
    let t137 = select(0.0f, min(model_layers, model_window_layers), t135);
    let t138 = t104 + t106;
    let context_attention_146 = context_attention(run_batch, heads_per_chip, t114, t106, t104, t138, run_prompt, 0.0f, run_prompt, format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, wide_peak, special_rate, memory_peak, 128.0f, 1.0f, 8.2f, 0.59f, 0.7f, 6.3f, 0.74f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 0.1f);
    let context_attention_156 = context_attention(run_batch, heads_per_chip, t114, t106, t104, t138, run_prompt, 0.0f, select(run_prompt, min(model_window, run_prompt), t135), format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, wide_peak, special_rate, memory_peak, 128.0f, 1.0f, 8.2f, 0.59f, 0.7f, 6.3f, 0.74f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 0.1f);
    let t164 = run_batch * run_prompt;
    let t166 = model_hidden * t164;
    let t167 = 1e-6f * t166;
    let stream_mb = format_residual_bytes * t167;
    let all_reduce_169 = all_reduce(stream_mb, run_tp, link_rate, chip_hop_us, chip_launch_us);
    let elementwise_174 = elementwise((stream_mb * 2.0f), 1e-6f, memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t180 = model_layers * 2.0f;
    let elementwise_183 = elementwise((stream_mb * 4.0f), (t166 * 1e-5f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t187 = format_activation_bytes < format_residual_bytes;
    let t188 = format_activation_bytes + format_residual_bytes;
    let t192 = select(0.0f, t180, t187);
    let elementwise_193 = elementwise((t167 * t188), (t166 * 4e-6f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t198 = t104 * (heads_per_chip * t164);
    let t202 = select(0.0f, model_layers, t187);
    let elementwise_203 = elementwise((t188 * (1e-6f * t198)), (4e-6f * t198), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t207 = max(1.0f, projected_width);
    let t208 = max(model_hidden, 1.0f);
    let gemm_209 = gemm(t164, t207, t208, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t216 = heads_per_chip * t106;
    let t217 = max(1.0f, t216);
    let t218 = max(1.0f, t120);
    let gemm_219 = gemm(t164, t217, t218, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t226 = model_nope_dim + t104;
    let t228 = max(1.0f, (heads_per_chip * t226));
    let t229 = max(model_kv_lora, 1.0f);
    let gemm_230 = gemm(t164, t228, t229, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t238 = t216 + (t106 * t130);
    let t239 = t164 * t238;
    let t246 = (2.0f * (format_residual_bytes * (1e-6f * t239))) + (format_kv_bytes * (1e-6f * (cached_elements * t164)));
    let elementwise_249 = elementwise(t246, (t239 * 6e-6f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t253 = model_layers - t137;
    let t255 = max(1.0f, (heads_per_chip * t104));
    let gemm_256 = gemm(t164, t208, t255, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t264 = model_mlp_matrices - 1.0f;
    let t266 = max(1.0f, (t122 * t264));
    let gemm_267 = gemm(t164, t266, t208, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t274 = t122 * t164;
    let t275 = 1e-6f * t274;
    let elementwise_280 = elementwise((model_mlp_matrices * (format_residual_bytes * t275)), (t274 * 8e-6f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t286 = select(0.0f, t131, t187);
    let elementwise_287 = elementwise((t188 * t275), (4e-6f * t274), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t291 = max(1.0f, t122);
    let gemm_292 = gemm(t164, t208, t291, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t299 = max(model_experts, 1.0f);
    let gemm_300 = gemm(t164, t299, t208, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t307 = max(1.0f, t164);
    let t309 = min(t299, max(model_experts_active, 1.0f));
    let t310 = max(1.0f, t124);
    let t321 = t307 * t309;
    let distinct_experts_322 = distinct_experts(t299, t309, t307);
    let tile_rows = min(128.0f, max((1.1f * (t321 / t299)), 16.0f));
    let blocks = max(distinct_experts_322.distinct, ((t321 / tile_rows) + (0.5f * distinct_experts_322.distinct)));
    let expert_memory = memory_peak * 0.86f;
    let expert_unit_rate = 0.6f * (matrix_peak / chip_units);
    let t337 = max(0.0f, (t321 - t321));
    let t338 = t264 * t310;
    let t342 = t310 + (t338 + (model_hidden * 3.0f));
    let elementwise_mb = format_residual_bytes * (1e-6f * ((t321 * t342) + (model_hidden * (2.0f * t307))));
    let t351 = 0.001f * (chip_clock_ghz * (chip_units * 23.0f));
    let t353 = chip_l2_mb * 0.75f;
    let t354 = t353 / elementwise_mb;
    let elementwise_time = ((elementwise_mb * (1.0f / (1.0f + (t354 * t354)))) / expert_memory) + (elementwise_mb / t351);
    let t365 = t299 * 0.04f;
    let route_time = ((39.0f + (4.0f * (0.001f * t321))) + t365) / chip_clock_ghz;
    let t368 = max(1.0f, t338);
    let grouped_gemm_369 = grouped_gemm(t368, t208, format_weight_bytes, format_activation_bytes, format_residual_bytes, distinct_experts_322.distinct, t321, blocks, tile_rows, t337, chip_units, chip_clock_ghz, expert_unit_rate, expert_memory, 26.0f, 40.0f, 0.2f, 0.5f, 0.3f);
    let t375 = max(1.0f, t310);
    let grouped_gemm_376 = grouped_gemm(t208, t375, format_weight_bytes, format_activation_bytes, format_residual_bytes, distinct_experts_322.distinct, t321, blocks, tile_rows, t337, chip_units, chip_clock_ghz, expert_unit_rate, expert_memory, 26.0f, 40.0f, 0.2f, 0.5f, 0.3f);
    let t383 = max(1.0f, (t126 * t264));
    let gemm_384 = gemm(t164, t383, t208, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t391 = t126 * t164;
    let elementwise_396 = elementwise((model_mlp_matrices * (format_residual_bytes * (1e-6f * t391))), (8e-6f * t391), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t400 = max(1.0f, t126);
    let gemm_401 = gemm(t164, t208, t400, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let gemm_409 = gemm(run_batch, max(1.0f, t128), t208, format_head_bytes, format_residual_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, wide_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let all_gather_419 = all_gather((format_residual_bytes * (1e-6f * (model_vocab * run_batch))), run_tp, link_rate, chip_hop_us, chip_launch_us);
    let t422 = all_gather_419.network_time + all_gather_419.latency;
    let mean_context = run_prompt + (run_output * 0.5f);
    let t425 = select(t106, t107, t99);
    let t426 = select(t104, model_kv_lora, t99);
    let t427 = cached_elements / t130;
    let generation_attention_439 = generation_attention(run_batch, heads_per_chip, t130, t425, t426, t427, mean_context, mean_context, format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, wide_peak, memory_peak, chip_l2_mb, 128.0f, 64.0f, 65536.0f, 8.1f, 0.96f, 26.0f, 0.22f, 2.6f, 0.25f, 3.7f, 0.28f, 0.6f, 5.5f, 10.5f, 1.0f, 1.0f, 1.0f, 1.0f, 0.1f, special_rate);
    let generation_attention_449 = generation_attention(run_batch, heads_per_chip, t130, t425, t426, t427, mean_context, select(mean_context, min(model_window, mean_context), t135), format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, wide_peak, memory_peak, chip_l2_mb, 128.0f, 64.0f, 65536.0f, 8.1f, 0.96f, 26.0f, 0.22f, 2.6f, 0.25f, 3.7f, 0.28f, 0.6f, 5.5f, 10.5f, 1.0f, 1.0f, 1.0f, 1.0f, 0.1f, special_rate);
    let t457 = model_hidden * run_batch;
    let t458 = 1e-6f * t457;
    let stream_mb_2 = format_residual_bytes * t458;
    let all_reduce_460 = all_reduce(stream_mb_2, run_tp, link_rate, chip_hop_us, chip_launch_us);
    let t463 = 2.0f * stream_mb_2;
    let elementwise_464 = elementwise(t463, 1e-6f, memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t469 = 4.0f * stream_mb_2;
    let elementwise_470 = elementwise(t469, (1e-5f * t457), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t474 = t188 * t458;
    let elementwise_476 = elementwise(t474, (4e-6f * t457), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t481 = t104 * (run_batch * heads_per_chip);
    let t483 = t188 * (1e-6f * t481);
    let elementwise_485 = elementwise(t483, (4e-6f * t481), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_489 = gemm(run_batch, t207, t208, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let gemm_496 = gemm(run_batch, t217, t218, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let gemm_503 = gemm(run_batch, t228, t229, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t510 = run_batch * t238;
    let t517 = (2.0f * (format_residual_bytes * (1e-6f * t510))) + (format_kv_bytes * (1e-6f * (run_batch * cached_elements)));
    let elementwise_519 = elementwise(t517, (6e-6f * t510), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_523 = gemm(run_batch, t208, t255, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let gemm_531 = gemm(run_batch, t266, t208, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t538 = run_batch * t122;
    let t539 = 1e-6f * t538;
    let t541 = model_mlp_matrices * (format_residual_bytes * t539);
    let elementwise_543 = elementwise(t541, (8e-6f * t538), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t547 = t188 * t539;
    let elementwise_549 = elementwise(t547, (4e-6f * t538), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_553 = gemm(run_batch, t208, t291, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let gemm_560 = gemm(run_batch, t299, t208, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t567 = max(run_batch, 1.0f);
    let t568 = t309 * t567;
    let distinct_experts_569 = distinct_experts(t299, t309, t567);
    let tile_rows_2 = min(128.0f, max(16.0f, (1.1f * (t568 / t299))));
    let blocks_2 = max(distinct_experts_569.distinct, ((t568 / tile_rows_2) + (0.5f * distinct_experts_569.distinct)));
    let t580 = max(0.0f, (t568 - t568));
    let elementwise_mb_2 = format_residual_bytes * (1e-6f * ((t342 * t568) + (model_hidden * (2.0f * t567))));
    let t587 = t353 / elementwise_mb_2;
    let elementwise_time_2 = ((elementwise_mb_2 * (1.0f / (1.0f + (t587 * t587)))) / expert_memory) + (elementwise_mb_2 / t351);
    let route_time_2 = (t365 + (39.0f + (4.0f * (0.001f * t568)))) / chip_clock_ghz;
    let grouped_gemm_600 = grouped_gemm(t368, t208, format_weight_bytes, format_activation_bytes, format_residual_bytes, distinct_experts_569.distinct, t568, blocks_2, tile_rows_2, t580, chip_units, chip_clock_ghz, expert_unit_rate, expert_memory, 26.0f, 40.0f, 0.2f, 0.5f, 0.3f);
    let grouped_gemm_606 = grouped_gemm(t208, t375, format_weight_bytes, format_activation_bytes, format_residual_bytes, distinct_experts_569.distinct, t568, blocks_2, tile_rows_2, t580, chip_units, chip_clock_ghz, expert_unit_rate, expert_memory, 26.0f, 40.0f, 0.2f, 0.5f, 0.3f);
    let gemm_612 = gemm(run_batch, t383, t208, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t619 = run_batch * t126;
    let t622 = model_mlp_matrices * (format_residual_bytes * (1e-6f * t619));
    let elementwise_624 = elementwise(t622, (8e-6f * t619), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_628 = gemm(run_batch, t208, t400, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t647 = ((elementwise_174.time + (t180 * elementwise_183.time)) + (t192 * elementwise_193.time)) + (t202 * elementwise_203.time);
    let t649 = ((0.0f * t180) + (0.0f * t192)) + (0.0f * t202);
    let t665 = ((t647 + (model_layers * gemm_209.time)) + (t134 * gemm_219.time)) + (t134 * gemm_230.time);
    let t667 = ((t649 + (model_layers * gemm_209.mflop)) + (t134 * gemm_219.mflop)) + (t134 * gemm_230.mflop);
    let t672 = model_layers * 0.0f;
    let t683 = ((t665 + (model_layers * elementwise_249.time)) + (context_attention_146.time * t253)) + (t137 * context_attention_156.time);
    let t685 = ((t667 + t672) + (context_attention_146.mflop * t253)) + (t137 * context_attention_156.mflop);
    let t694 = model_layers * (all_reduce_169.network_time + all_reduce_169.latency);
    let t705 = (((t683 + (model_layers * gemm_256.time)) + t694) + (t131 * gemm_267.time)) + (t131 * elementwise_280.time);
    let t706 = 0.0f * t131;
    let t712 = 0.0f * t286;
    let t713 = (((t672 + (t685 + (model_layers * gemm_256.mflop))) + (t131 * gemm_267.mflop)) + t706) + t712;
    let t723 = ((t705 + (t286 * elementwise_287.time)) + (t131 * gemm_292.time)) + (moe_layers * gemm_300.time);
    let t730 = 0.0f * moe_layers;
    let t736 = (((t713 + (t131 * gemm_292.mflop)) + (moe_layers * gemm_300.mflop)) + t730) + (moe_layers * grouped_gemm_369.mflop);
    let t740 = ((t723 + (moe_layers * route_time)) + (moe_layers * grouped_gemm_369.time)) + (moe_layers * elementwise_time);
    let t757 = ((t740 + (moe_layers * grouped_gemm_376.time)) + (t133 * gemm_384.time)) + (t133 * elementwise_396.time);
    let t758 = 0.0f * t133;
    let t759 = (((t730 + t736) + (moe_layers * grouped_gemm_376.mflop)) + (t133 * gemm_384.mflop)) + t758;
    let pass_us = t422 + (gemm_409.time + (t694 + (t757 + (t133 * gemm_401.time))));
    let t786 = ((elementwise_464.time + (t180 * elementwise_470.time)) + (t192 * elementwise_476.time)) + (t202 * elementwise_485.time);
    let t794 = (((t463 + (t180 * t469)) + (t192 * t474)) + (t202 * t483)) + (model_layers * gemm_489.mb);
    let t802 = ((t786 + (model_layers * gemm_489.time)) + (t134 * gemm_496.time)) + (t134 * gemm_503.time);
    let t804 = ((t649 + (model_layers * gemm_489.mflop)) + (t134 * gemm_496.mflop)) + (t134 * gemm_503.mflop);
    let t817 = (((t794 + (t134 * gemm_496.mb)) + (t134 * gemm_503.mb)) + (model_layers * t517)) + (t253 * generation_attention_439.mb);
    let t819 = ((t802 + (model_layers * elementwise_519.time)) + (t253 * generation_attention_439.time)) + (t137 * generation_attention_449.time);
    let t821 = ((t672 + t804) + (t253 * generation_attention_439.mflop)) + (t137 * generation_attention_449.mflop);
    let t830 = model_layers * (all_reduce_460.network_time + all_reduce_460.latency);
    let t839 = (t672 + ((t817 + (t137 * generation_attention_449.mb)) + (model_layers * gemm_523.mb))) + (t131 * gemm_531.mb);
    let t841 = (((t819 + (model_layers * gemm_523.time)) + t830) + (t131 * gemm_531.time)) + (t131 * elementwise_543.time);
    let t847 = t712 + (t706 + ((t672 + (t821 + (model_layers * gemm_523.mflop))) + (t131 * gemm_531.mflop)));
    let t857 = ((t841 + (t286 * elementwise_549.time)) + (t131 * gemm_553.time)) + (moe_layers * gemm_560.time);
    let t861 = (((t839 + (t131 * t541)) + (t286 * t547)) + (t131 * gemm_553.mb)) + (moe_layers * gemm_560.mb);
    let t869 = (t730 + ((t847 + (t131 * gemm_553.mflop)) + (moe_layers * gemm_560.mflop))) + (moe_layers * grouped_gemm_600.mflop);
    let t873 = ((t857 + (moe_layers * route_time_2)) + (moe_layers * grouped_gemm_600.time)) + (moe_layers * elementwise_time_2);
    let t882 = (((t730 + t861) + (moe_layers * grouped_gemm_600.mb)) + (moe_layers * elementwise_mb_2)) + (moe_layers * grouped_gemm_606.mb);
    let t890 = ((t873 + (moe_layers * grouped_gemm_606.time)) + (t133 * gemm_612.time)) + (t133 * elementwise_624.time);
    let t891 = t758 + (((t730 + t869) + (moe_layers * grouped_gemm_606.mflop)) + (t133 * gemm_612.mflop));
    let t906 = gemm_409.mb + (t672 + (((t882 + (t133 * gemm_612.mb)) + (t133 * t622)) + (t133 * gemm_628.mb)));
    let pass_us_2 = t422 + (gemm_409.time + (t830 + (t890 + (t133 * gemm_628.time))));
    let request_us = pass_us + (pass_us_2 * max(0.0f, (run_output - 1.0f)));
    let tokens_per_s = 1000000.0f * ((run_batch * run_output) / request_us);
    let t917 = model_hidden * 1e-6f;
    let t925 = select(0.0f, (1e-6f * ((t106 * (heads_per_chip * t120)) + (t226 * (model_kv_lora * heads_per_chip)))), t99);
    let t930 = model_mlp_matrices * t917;
    let t938 = ((t930 * (model_shared_ffn + (model_experts * model_expert_ffn))) / run_tp) + (model_experts * t917);
    let t944 = (model_layers * (((projected_width * t917) + t925) + (t104 * (heads_per_chip * t917)))) + (t131 * ((model_ffn * t930) / run_tp));
    let layer_mparams = t944 + (moe_layers * t938);
    let t956 = (format_weight_bytes * (layer_mparams + ((model_extra_params * 1e-6f) / run_tp))) + (format_residual_bytes * (t917 + (model_layers * (2.0f * t917))));
    let weights_mb = t956 + (format_head_bytes * (((model_vocab * t917) / run_tp) * (2.0f - model_tied)));
    let t959 = run_prompt + run_output;
    let t966 = 1e-6f * ((t253 * t959) + (t137 * min(t959, select(t959, min(model_window, t959), t135))));
    let cache_mb = format_kv_bytes * (cached_elements * (run_batch * t966));
    let t982 = ((projected_width + (model_hidden * 4.0f)) + (heads_per_chip * t138)) + (model_mlp_matrices * max(t122, (t126 + (model_experts_active * t124))));
    let workspace_mb = (4.0f * (t128 * (run_batch * 1e-6f))) + (format_residual_bytes * (t982 * (1e-6f * min(t164, max(run_batch, 8192.0f)))));
    let memory_mb = (weights_mb + cache_mb) + workspace_mb;
    let t992 = chip_memory_capacity_gb * 1000.0f;
    let t998 = 1000000.0f * (t164 / pass_us);
    let t1000 = 1000000.0f * (run_batch / pass_us_2);
    let t1021 = (model_kv_heads * f32((u32(run_tp) + u32(model_kv_heads) - 1u) / u32(model_kv_heads))) <= run_tp;
    let t1022 = ((run_tp * f32((u32(model_kv_heads) + u32(run_tp) - 1u) / u32(run_tp))) <= model_kv_heads) || t1021;
    let t1032 = select(3.0f, select(4.0f, select(5.0f, 0.0f, (memory_mb <= t992)), (t99 || t1022)), (run_tp <= max(chip_scaleup_domain, 1.0f)));
    let t1033 = select(2.0f, t1032, ((run_tp * f32((u32(model_heads) + u32(run_tp) - 1u) / u32(run_tp))) <= model_heads));
    let reason = select(1.0f, t1033, t73);
    return llm_kernel_result((0.001f * pass_us), (0.001f * pass_us_2), (1e-6f * request_us), t998, t1000, tokens_per_s, (tokens_per_s / run_tp), (t998 / run_tp), (t1000 / run_tp), ((gemm_409.mflop + (t672 + (t759 + (t133 * gemm_401.mflop)))) / (matrix_peak * pass_us)), ((gemm_409.mflop + (t672 + (t891 + (t133 * gemm_628.mflop)))) / (matrix_peak * pass_us_2)), (t906 / (memory_peak * pass_us_2)), ((t422 + (t694 + t694)) / pass_us), ((t422 + (t830 + t830)) / pass_us_2), (0.001f * weights_mb), (0.001f * cache_mb), (0.001f * memory_mb), (memory_mb / t992), reason);
}
