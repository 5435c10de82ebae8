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

struct mla_context_result {
    time: f32,
    matrix_time: f32,
    vector_time: f32,
    memory_time: f32,
    latency: f32,
    mb: f32,
    mflop: f32,
}
fn mla_context(
    batch: f32,
    heads: f32,
    queries: f32,
    cached: f32,
    kv_rank: f32,
    rope_dim: f32,
    nope_dim: f32,
    v_dim: f32,
    bytes: f32,
    cache_bytes: f32,
    units: f32,
    clock: f32,
    rate: f32,
    special: f32,
    memory: f32,
    l2: f32,
    l2_mb: f32,
    rows: f32,
    keys: f32,
    absorbed: f32,
    packed: f32,
    floor_: f32,
    matrix_share: f32,
    softmax_share: f32,
    block: f32,
    alone: f32,
    floor_factor: f32,
    matrix_factor: f32,
    narrowed: f32,
    passes: f32,
    convert_passes: f32,
    convert_floor: f32,
) -> mla_context_result {
    let t36 = 0.5f < absorbed;
    let t38 = v_dim + (rope_dim + nope_dim);
    let t39 = kv_rank + rope_dim;
    let t40 = kv_rank + t39;
    let head_width = select(t38, t40, t36);
    let pairs = (queries * cached) + ((queries * 0.5f) * (queries + 1.0f));
    let mflop = head_width * (heads * (batch * (2e-6f * pairs)));
    let t54 = ceil(((cached / keys) * 0.99999905f));
    let t57 = ceil((0.99999905f * (queries / keys)));
    let t58 = t54 + t57;
    let packed_heads = max(1.0f, min(heads, packed));
    let mean_tiles = min(t58, (t54 + (0.5f * (t57 + max(1.0f, (rows / (keys * packed_heads)))))));
    let t68 = queries * packed_heads;
    let blocks = ((batch * heads) / packed_heads) * ceil((0.99999905f * (t68 / rows)));
    let t82 = 0.3f + (min(1.0f, (max(t68, 16.0f) / rows)) * 0.7f);
    let t83 = rows * keys;
    let t84 = cache_bytes < bytes;
    let t91 = ((matrix_factor * select(1.0f, narrowed, t84)) * (head_width * (2e-6f * t83))) / (rate * matrix_share);
    let t95 = (units * (1e-6f * t83)) / (special * softmax_share);
    let tile_time = t82 * sqrt(((t91 * t91) + (t95 * t95)));
    let block_time = ((rows * block) * 0.0078125f) / clock;
    let full_chip = (blocks * (block_time + (mean_tiles * tile_time))) / units;
    let longest_block = alone * (block_time + (t58 * tile_time));
    let t125 = bytes * ((1e-6f * (batch * queries)) * select((t38 * (heads * 2.0f)), (t39 + (heads * t40)), t36));
    let mb = (cache_bytes * (t39 * (1e-6f * (batch * cached)))) + t125;
    let t132 = (l2_mb * 0.75f) / mb;
    let t142 = min(((mb * (1.0f / (1.0f + (t132 * t132)))) / memory), 1000000000000.0f) * 0.0009765625f;
    let t143 = t142 * t142;
    let t146 = 0.0009765625f * min((mb / l2), 1000000000000.0f);
    let t147 = t146 * t146;
    let pass_time = sqrt(sqrt(((t143 * t143) + (t147 * t147)))) * 1024.0f;
    let t157 = sqrt(((full_chip * full_chip) + (longest_block * longest_block)));
    let busy_time = sqrt(((t157 * t157) + (pass_time * pass_time)));
    let t162 = (passes + select(0.0f, convert_passes, t84)) * pass_time;
    let memory_time = pass_time + t162;
    let latency = floor_ * (floor_factor * (1.0f + select(0.0f, convert_floor, t84)));
    let time = t162 + (busy_time + latency);
    let t172 = (t82 * (mean_tiles * blocks)) / units;
    let matrix_time = t91 * t172;
    let vector_time = t95 * t172;
    return mla_context_result(time, matrix_time, vector_time, memory_time, latency, mb, mflop);
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

struct mla_generation_result {
    time: f32,
    matrix_time: f32,
    vector_time: f32,
    memory_time: f32,
    latency: f32,
    mb: f32,
    mflop: f32,
}
fn mla_generation(
    batch: f32,
    heads: f32,
    cached: f32,
    kv_rank: f32,
    rope_dim: f32,
    bytes: f32,
    cache_bytes: f32,
    units: f32,
    clock: f32,
    rate: f32,
    special: f32,
    memory_peak: f32,
    l2_mb: f32,
    rows: f32,
    narrow_heads: f32,
    keys: f32,
    most_splits: f32,
    apart: f32,
    widened: f32,
    floor_: f32,
    memory_share: f32,
    load_rate: f32,
    block: f32,
    matrix_share: f32,
    merge: f32,
    floor_factor: f32,
    tile_factor: f32,
    passes: f32,
    narrowed: f32,
    widen_ops: f32,
) -> mla_generation_result {
    let t35 = kv_rank + rope_dim;
    let t36 = kv_rank + t35;
    let t37 = cached + 1.0f;
    let seen_tokens = batch * t37;
    let t39 = cache_bytes < bytes;
    let t41 = t39 && (0.5f < widened);
    let t42 = select(cache_bytes, bytes, t41);
    let block_rows = select(rows, 16.0f, (heads <= narrow_heads));
    let head_groups = ceil(((heads / block_rows) * 0.99999905f));
    let t58 = (select(1.0f, narrowed, (t39 && (!t41))) * (t36 * (keys * (2e-6f * block_rows)))) / (rate * matrix_share);
    let t63 = (0.001f * ((t42 * (keys * t35)) / load_rate)) / clock;
    let tile = tile_factor * sqrt(((t63 * t63) + (t58 * t58)));
    let tiles = ceil((0.99999905f * (t37 / keys)));
    let blocks = batch * head_groups;
    let whole = tile * tiles;
    let splits = max(1.0f, min(min(most_splits, (units / blocks)), min(tiles, sqrt((whole / merge)))));
    let wave = (blocks * splits) / units;
    let t94 = max(1.0f, (0.5f * (wave + max(wave, ceil((0.99999905f * wave)))))) * ((block / clock) + (whole / splits));
    let stream_time = (merge * (splits - 1.0f)) + t94;
    let cache_reads = select(1.0f, (head_groups / min(head_groups, max(1.0f, (units / batch)))), (0.5f < apart));
    let t103 = t35 * (1e-6f * seen_tokens);
    let t108 = bytes * (t36 * (1e-6f * (batch * heads)));
    let t109 = cache_reads * (t42 * t103);
    let t112 = (l2_mb * 0.75f) / t109;
    let memory_time = ((t109 * (1.0f / (1.0f + (t112 * t112)))) + (passes * t108)) / (memory_peak * memory_share);
    let widening = select(0.0f, ((1e-6f * (t35 * seen_tokens)) / (0.001f * (clock * (units * widen_ops)))), t41);
    let mflop = t36 * (heads * (2e-6f * seen_tokens));
    let latency = floor_ * floor_factor;
    let time = widening + (latency + sqrt(((stream_time * stream_time) + (memory_time * memory_time))));
    let matrix_time = t58 * ((tiles * blocks) / units);
    let vector_time = widening + ((1e-6f * (heads * seen_tokens)) / special);
    let mb = t108 + (cache_bytes * t103);
    return mla_generation_result(time, matrix_time, vector_time, memory_time, latency, mb, mflop);
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
    let t164 = max(model_kv_lora, 1.0f);
    let t165 = max(model_rope_dim, 1.0f);
    let t167 = matrix_peak / chip_units;
    let product_rate = select(wide_peak, min(t167, (wide_peak * 2.0f)), (format_kv_bytes < format_residual_bytes));
    let mla_context_180 = mla_context(run_batch, heads_per_chip, run_prompt, 0.0f, t164, t165, max(model_nope_dim, 1.0f), t104, format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, product_rate, special_rate, memory_peak, l2_rate, chip_l2_mb, 128.0f, 128.0f, 0.0f, 1.0f, 11.0f, 0.75f, 0.5f, 2.8f, 0.8f, 1.0f, 1.0f, 1.0f, 0.35f, 1.1f, 0.4f);
    let t188 = run_batch * run_prompt;
    let t190 = model_hidden * t188;
    let t191 = 1e-6f * t190;
    let stream_mb = format_residual_bytes * t191;
    let all_reduce_193 = all_reduce(stream_mb, run_tp, link_rate, chip_hop_us, chip_launch_us);
    let elementwise_197 = elementwise((2.0f * stream_mb), 1e-6f, memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t203 = model_layers * 2.0f;
    let elementwise_206 = elementwise((stream_mb * 4.0f), (t190 * 1e-5f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t210 = format_activation_bytes < format_residual_bytes;
    let t211 = format_activation_bytes + format_residual_bytes;
    let t215 = select(0.0f, t203, t210);
    let elementwise_216 = elementwise((t191 * t211), (t190 * 4e-6f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t221 = t104 * (heads_per_chip * t188);
    let t225 = select(0.0f, model_layers, t210);
    let elementwise_226 = elementwise((t211 * (1e-6f * t221)), (4e-6f * t221), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t230 = max(1.0f, projected_width);
    let t231 = max(model_hidden, 1.0f);
    let gemm_232 = gemm(t188, t230, t231, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t239 = heads_per_chip * t106;
    let t240 = max(1.0f, t239);
    let t241 = max(1.0f, t120);
    let gemm_242 = gemm(t188, t240, t241, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t249 = model_nope_dim + t104;
    let t251 = max(1.0f, (heads_per_chip * t249));
    let gemm_252 = gemm(t188, t251, t164, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t260 = t239 + (t106 * t130);
    let t261 = t188 * t260;
    let t268 = (2.0f * (format_residual_bytes * (1e-6f * t261))) + (format_kv_bytes * (1e-6f * (cached_elements * t188)));
    let t271 = select(model_layers, 0.0f, t99);
    let elementwise_272 = elementwise(t268, (t261 * 6e-6f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t276 = model_layers - t137;
    let t277 = select(t276, 0.0f, t99);
    let t278 = select(t137, 0.0f, t99);
    let t280 = max(1.0f, (heads_per_chip * t104));
    let gemm_281 = gemm(t188, t231, t280, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t289 = model_mlp_matrices - 1.0f;
    let t291 = max(1.0f, (t122 * t289));
    let gemm_292 = gemm(t188, t291, t231, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t299 = t122 * t188;
    let t300 = 1e-6f * t299;
    let elementwise_305 = elementwise((model_mlp_matrices * (format_residual_bytes * t300)), (t299 * 8e-6f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t311 = select(0.0f, t131, t210);
    let elementwise_312 = elementwise((t211 * t300), (4e-6f * t299), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t316 = max(1.0f, t122);
    let gemm_317 = gemm(t188, t231, t316, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t324 = max(model_experts, 1.0f);
    let gemm_325 = gemm(t188, t324, t231, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t332 = max(1.0f, t188);
    let t334 = min(t324, max(model_experts_active, 1.0f));
    let t335 = max(1.0f, t124);
    let t345 = t332 * t334;
    let distinct_experts_346 = distinct_experts(t324, t334, t332);
    let tile_rows = min(128.0f, max((1.1f * (t345 / t324)), 16.0f));
    let blocks = max(distinct_experts_346.distinct, ((t345 / tile_rows) + (0.5f * distinct_experts_346.distinct)));
    let expert_memory = memory_peak * 0.86f;
    let expert_unit_rate = t167 * 0.6f;
    let t360 = max(0.0f, (t345 - t345));
    let t361 = t289 * t335;
    let t365 = t335 + (t361 + (model_hidden * 3.0f));
    let elementwise_mb = format_residual_bytes * (1e-6f * ((t345 * t365) + (model_hidden * (2.0f * t332))));
    let t374 = 0.001f * (chip_clock_ghz * (chip_units * 23.0f));
    let t375 = chip_l2_mb * 0.75f;
    let t376 = t375 / elementwise_mb;
    let elementwise_time = ((elementwise_mb * (1.0f / (1.0f + (t376 * t376)))) / expert_memory) + (elementwise_mb / t374);
    let t387 = t324 * 0.04f;
    let route_time = ((39.0f + (4.0f * (0.001f * t345))) + t387) / chip_clock_ghz;
    let t390 = max(1.0f, t361);
    let grouped_gemm_391 = grouped_gemm(t390, t231, format_weight_bytes, format_activation_bytes, format_residual_bytes, distinct_experts_346.distinct, t345, blocks, tile_rows, t360, chip_units, chip_clock_ghz, expert_unit_rate, expert_memory, 26.0f, 40.0f, 0.2f, 0.5f, 0.3f);
    let t397 = max(1.0f, t335);
    let grouped_gemm_398 = grouped_gemm(t231, t397, format_weight_bytes, format_activation_bytes, format_residual_bytes, distinct_experts_346.distinct, t345, blocks, tile_rows, t360, chip_units, chip_clock_ghz, expert_unit_rate, expert_memory, 26.0f, 40.0f, 0.2f, 0.5f, 0.3f);
    let t405 = max(1.0f, (t126 * t289));
    let gemm_406 = gemm(t188, t405, t231, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t413 = t126 * t188;
    let elementwise_418 = elementwise((model_mlp_matrices * (format_residual_bytes * (1e-6f * t413))), (8e-6f * t413), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t422 = max(1.0f, t126);
    let gemm_423 = gemm(t188, t231, t422, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let gemm_431 = gemm(run_batch, max(1.0f, t128), t231, format_head_bytes, format_residual_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, wide_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let all_gather_441 = all_gather((format_residual_bytes * (1e-6f * (model_vocab * run_batch))), run_tp, link_rate, chip_hop_us, chip_launch_us);
    let t444 = all_gather_441.network_time + all_gather_441.latency;
    let mean_context = run_prompt + (run_output * 0.5f);
    let t447 = cached_elements / t130;
    let generation_attention_459 = generation_attention(run_batch, heads_per_chip, t130, t106, t104, t447, mean_context, mean_context, format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, wide_peak, memory_peak, chip_l2_mb, 128.0f, 64.0f, 65536.0f, 8.1f, 0.96f, 26.0f, 0.22f, 2.6f, 0.25f, 3.7f, 0.28f, 0.6f, 5.5f, 10.5f, 1.0f, 1.0f, 1.0f, 1.0f, 0.1f, special_rate);
    let generation_attention_469 = generation_attention(run_batch, heads_per_chip, t130, t106, t104, t447, mean_context, select(mean_context, min(model_window, mean_context), t135), format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, wide_peak, memory_peak, chip_l2_mb, 128.0f, 64.0f, 65536.0f, 8.1f, 0.96f, 26.0f, 0.22f, 2.6f, 0.25f, 3.7f, 0.28f, 0.6f, 5.5f, 10.5f, 1.0f, 1.0f, 1.0f, 1.0f, 0.1f, special_rate);
    let mla_generation_487 = mla_generation(run_batch, heads_per_chip, (mean_context - 1.0f), t164, t165, format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, product_rate, special_rate, memory_peak, chip_l2_mb, 64.0f, 0.0f, 64.0f, 1000000.0f, 0.0f, 0.0f, 6.5f, 0.95f, 33.0f, 7.7f, 0.8f, 0.15f, 1.0f, 1.0f, 3.5f, 1.2f, 1.4f);
    let t495 = model_hidden * run_batch;
    let t496 = 1e-6f * t495;
    let stream_mb_2 = format_residual_bytes * t496;
    let all_reduce_498 = all_reduce(stream_mb_2, run_tp, link_rate, chip_hop_us, chip_launch_us);
    let t501 = 2.0f * stream_mb_2;
    let elementwise_502 = elementwise(t501, 1e-6f, memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t507 = 4.0f * stream_mb_2;
    let elementwise_508 = elementwise(t507, (1e-5f * t495), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t512 = t211 * t496;
    let elementwise_514 = elementwise(t512, (4e-6f * t495), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t519 = t104 * (run_batch * heads_per_chip);
    let t521 = t211 * (1e-6f * t519);
    let elementwise_523 = elementwise(t521, (4e-6f * t519), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_527 = gemm(run_batch, t230, t231, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let gemm_534 = gemm(run_batch, t240, t241, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let gemm_541 = gemm(run_batch, t251, t164, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t548 = run_batch * t260;
    let t555 = (2.0f * (format_residual_bytes * (1e-6f * t548))) + (format_kv_bytes * (1e-6f * (run_batch * cached_elements)));
    let elementwise_557 = elementwise(t555, (6e-6f * t548), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_561 = gemm(run_batch, t231, t280, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let gemm_569 = gemm(run_batch, t291, t231, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t576 = run_batch * t122;
    let t577 = 1e-6f * t576;
    let t579 = model_mlp_matrices * (format_residual_bytes * t577);
    let elementwise_581 = elementwise(t579, (8e-6f * t576), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t585 = t211 * t577;
    let elementwise_587 = elementwise(t585, (4e-6f * t576), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_591 = gemm(run_batch, t231, t316, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let gemm_598 = gemm(run_batch, t324, t231, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t605 = max(run_batch, 1.0f);
    let t606 = t334 * t605;
    let distinct_experts_607 = distinct_experts(t324, t334, t605);
    let tile_rows_2 = min(128.0f, max(16.0f, (1.1f * (t606 / t324))));
    let blocks_2 = max(distinct_experts_607.distinct, ((t606 / tile_rows_2) + (0.5f * distinct_experts_607.distinct)));
    let t618 = max(0.0f, (t606 - t606));
    let elementwise_mb_2 = format_residual_bytes * (1e-6f * ((t365 * t606) + (model_hidden * (2.0f * t605))));
    let t625 = t375 / elementwise_mb_2;
    let elementwise_time_2 = ((elementwise_mb_2 * (1.0f / (1.0f + (t625 * t625)))) / expert_memory) + (elementwise_mb_2 / t374);
    let route_time_2 = (t387 + (39.0f + (4.0f * (0.001f * t606)))) / chip_clock_ghz;
    let grouped_gemm_638 = grouped_gemm(t390, t231, format_weight_bytes, format_activation_bytes, format_residual_bytes, distinct_experts_607.distinct, t606, blocks_2, tile_rows_2, t618, chip_units, chip_clock_ghz, expert_unit_rate, expert_memory, 26.0f, 40.0f, 0.2f, 0.5f, 0.3f);
    let grouped_gemm_644 = grouped_gemm(t231, t397, format_weight_bytes, format_activation_bytes, format_residual_bytes, distinct_experts_607.distinct, t606, blocks_2, tile_rows_2, t618, chip_units, chip_clock_ghz, expert_unit_rate, expert_memory, 26.0f, 40.0f, 0.2f, 0.5f, 0.3f);
    let gemm_650 = gemm(run_batch, t405, t231, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t657 = run_batch * t126;
    let t660 = model_mlp_matrices * (format_residual_bytes * (1e-6f * t657));
    let elementwise_662 = elementwise(t660, (8e-6f * t657), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_666 = gemm(run_batch, t231, t422, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t685 = ((elementwise_197.time + (t203 * elementwise_206.time)) + (t215 * elementwise_216.time)) + (t225 * elementwise_226.time);
    let t687 = ((0.0f * t203) + (0.0f * t215)) + (0.0f * t225);
    let t703 = ((t685 + (model_layers * gemm_232.time)) + (t134 * gemm_242.time)) + (t134 * gemm_252.time);
    let t705 = ((t687 + (model_layers * gemm_232.mflop)) + (t134 * gemm_242.mflop)) + (t134 * gemm_252.mflop);
    let t710 = 0.0f * t271;
    let t721 = ((t703 + (t271 * elementwise_272.time)) + (context_attention_146.time * t277)) + (context_attention_156.time * t278);
    let t723 = ((t705 + t710) + (context_attention_146.mflop * t277)) + (context_attention_156.mflop * t278);
    let t738 = model_layers * (all_reduce_193.network_time + all_reduce_193.latency);
    let t740 = model_layers * 0.0f;
    let t744 = (((t721 + (t134 * mla_context_180.time)) + (model_layers * gemm_281.time)) + t738) + (t131 * gemm_292.time);
    let t746 = (((t723 + (t134 * mla_context_180.mflop)) + (model_layers * gemm_281.mflop)) + t740) + (t131 * gemm_292.mflop);
    let t751 = 0.0f * t131;
    let t757 = 0.0f * t311;
    let t762 = ((t744 + (t131 * elementwise_305.time)) + (t311 * elementwise_312.time)) + (t131 * gemm_317.time);
    let t775 = 0.0f * moe_layers;
    let t776 = ((((t746 + t751) + t757) + (t131 * gemm_317.mflop)) + (moe_layers * gemm_325.mflop)) + t775;
    let t779 = ((t762 + (moe_layers * gemm_325.time)) + (moe_layers * route_time)) + (moe_layers * grouped_gemm_391.time);
    let t792 = (t775 + (t776 + (moe_layers * grouped_gemm_391.mflop))) + (moe_layers * grouped_gemm_398.mflop);
    let t796 = ((t779 + (moe_layers * elementwise_time)) + (moe_layers * grouped_gemm_398.time)) + (t133 * gemm_406.time);
    let t803 = 0.0f * t133;
    let t817 = gemm_431.time + (t738 + ((t796 + (t133 * elementwise_418.time)) + (t133 * gemm_423.time)));
    let t818 = gemm_431.mflop + (t740 + (((t792 + (t133 * gemm_406.mflop)) + t803) + (t133 * gemm_423.mflop)));
    let pass_us = t444 + t817;
    let t831 = ((elementwise_502.time + (t203 * elementwise_508.time)) + (t215 * elementwise_514.time)) + (t225 * elementwise_523.time);
    let t839 = (((t501 + (t203 * t507)) + (t215 * t512)) + (t225 * t521)) + (model_layers * gemm_527.mb);
    let t847 = ((t831 + (model_layers * gemm_527.time)) + (t134 * gemm_534.time)) + (t134 * gemm_541.time);
    let t849 = ((t687 + (model_layers * gemm_527.mflop)) + (t134 * gemm_534.mflop)) + (t134 * gemm_541.mflop);
    let t862 = (((t839 + (t134 * gemm_534.mb)) + (t134 * gemm_541.mb)) + (t271 * t555)) + (t277 * generation_attention_459.mb);
    let t864 = ((t847 + (t271 * elementwise_557.time)) + (t277 * generation_attention_459.time)) + (t278 * generation_attention_469.time);
    let t866 = ((t710 + t849) + (t277 * generation_attention_459.mflop)) + (t278 * generation_attention_469.mflop);
    let t880 = ((t862 + (t278 * generation_attention_469.mb)) + (t134 * mla_generation_487.mb)) + (model_layers * gemm_561.mb);
    let t881 = model_layers * (all_reduce_498.network_time + all_reduce_498.latency);
    let t886 = (((t864 + (t134 * mla_generation_487.time)) + (model_layers * gemm_561.time)) + t881) + (t131 * gemm_569.time);
    let t888 = (t740 + ((t866 + (t134 * mla_generation_487.mflop)) + (model_layers * gemm_561.mflop))) + (t131 * gemm_569.mflop);
    let t902 = ((t886 + (t131 * elementwise_581.time)) + (t311 * elementwise_587.time)) + (t131 * gemm_591.time);
    let t906 = ((((t740 + t880) + (t131 * gemm_569.mb)) + (t131 * t579)) + (t311 * t585)) + (t131 * gemm_591.mb);
    let t915 = t775 + (((t757 + (t751 + t888)) + (t131 * gemm_591.mflop)) + (moe_layers * gemm_598.mflop));
    let t918 = ((t902 + (moe_layers * gemm_598.time)) + (moe_layers * route_time_2)) + (moe_layers * grouped_gemm_638.time);
    let t927 = ((t775 + (t906 + (moe_layers * gemm_598.mb))) + (moe_layers * grouped_gemm_638.mb)) + (moe_layers * elementwise_mb_2);
    let t931 = (t775 + (t915 + (moe_layers * grouped_gemm_638.mflop))) + (moe_layers * grouped_gemm_644.mflop);
    let t935 = ((t918 + (moe_layers * elementwise_time_2)) + (moe_layers * grouped_gemm_644.time)) + (t133 * gemm_650.time);
    let t950 = (((t927 + (moe_layers * grouped_gemm_644.mb)) + (t133 * gemm_650.mb)) + (t133 * t660)) + (t133 * gemm_666.mb);
    let t955 = gemm_431.time + (t881 + ((t935 + (t133 * elementwise_662.time)) + (t133 * gemm_666.time)));
    let t956 = gemm_431.mflop + (t740 + ((t803 + (t931 + (t133 * gemm_650.mflop))) + (t133 * gemm_666.mflop)));
    let pass_us_2 = t444 + t955;
    let request_us = pass_us + (pass_us_2 * max(0.0f, (run_output - 1.0f)));
    let tokens_per_s = 1000000.0f * ((run_batch * run_output) / request_us);
    let t967 = model_hidden * 1e-6f;
    let t975 = select(0.0f, (1e-6f * ((t106 * (heads_per_chip * t120)) + (t249 * (model_kv_lora * heads_per_chip)))), t99);
    let t980 = model_mlp_matrices * t967;
    let t988 = ((t980 * (model_shared_ffn + (model_experts * model_expert_ffn))) / run_tp) + (model_experts * t967);
    let t994 = (model_layers * (((projected_width * t967) + t975) + (t104 * (heads_per_chip * t967)))) + (t131 * ((model_ffn * t980) / run_tp));
    let layer_mparams = t994 + (moe_layers * t988);
    let t1006 = (format_weight_bytes * (layer_mparams + ((model_extra_params * 1e-6f) / run_tp))) + (format_residual_bytes * (t967 + (model_layers * (2.0f * t967))));
    let weights_mb = t1006 + (format_head_bytes * (((model_vocab * t967) / run_tp) * (2.0f - model_tied)));
    let t1009 = run_prompt + run_output;
    let t1016 = 1e-6f * ((t276 * t1009) + (t137 * min(t1009, select(t1009, min(model_window, t1009), t135))));
    let cache_mb = format_kv_bytes * (cached_elements * (run_batch * t1016));
    let t1032 = ((projected_width + (model_hidden * 4.0f)) + (heads_per_chip * t138)) + (model_mlp_matrices * max(t122, (t126 + (model_experts_active * t124))));
    let workspace_mb = (4.0f * (t128 * (run_batch * 1e-6f))) + (format_residual_bytes * (t1032 * (1e-6f * min(t188, max(run_batch, 8192.0f)))));
    let memory_mb = (weights_mb + cache_mb) + workspace_mb;
    let t1042 = chip_memory_capacity_gb * 1000.0f;
    let t1048 = 1000000.0f * (t188 / pass_us);
    let t1050 = 1000000.0f * (run_batch / pass_us_2);
    let t1071 = (model_kv_heads * f32((u32(run_tp) + u32(model_kv_heads) - 1u) / u32(model_kv_heads))) <= run_tp;
    let t1072 = ((run_tp * f32((u32(model_kv_heads) + u32(run_tp) - 1u) / u32(run_tp))) <= model_kv_heads) || t1071;
    let t1082 = select(3.0f, select(4.0f, select(5.0f, 0.0f, (memory_mb <= t1042)), (t99 || t1072)), (run_tp <= max(chip_scaleup_domain, 1.0f)));
    let t1083 = select(2.0f, t1082, ((run_tp * f32((u32(model_heads) + u32(run_tp) - 1u) / u32(run_tp))) <= model_heads));
    let reason = select(1.0f, t1083, t73);
    return llm_kernel_result((0.001f * pass_us), (0.001f * pass_us_2), (1e-6f * request_us), t1048, t1050, tokens_per_s, (tokens_per_s / run_tp), (t1048 / run_tp), (t1050 / run_tp), (t818 / (matrix_peak * pass_us)), (t956 / (matrix_peak * pass_us_2)), ((gemm_431.mb + (t740 + t950)) / (memory_peak * pass_us_2)), ((t444 + (t738 + t738)) / pass_us), ((t444 + (t881 + t881)) / pass_us_2), (0.001f * weights_mb), (0.001f * cache_mb), (0.001f * memory_mb), (memory_mb / t1042), reason);
}
