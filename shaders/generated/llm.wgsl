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

struct custom_all_reduce_result {
    transfer: f32,
    launch_time: f32,
}
fn custom_all_reduce(
    mb: f32,
    ranks: f32,
    link: f32,
    start: f32,
    base: f32,
    hop: f32,
    one_shot_share: f32,
    two_shot_start: f32,
    two_shot_share: f32,
    bulk_start: f32,
    step_: f32,
    bulk_share: f32,
    copy: f32,
) -> custom_all_reduce_result {
    let t15 = ranks - 1.0f;
    let t16 = hop * t15;
    let one_shot = t16 + ((mb * t15) / (link * one_shot_share));
    let t21 = 2.0f * t15;
    let t23 = (mb * t21) / ranks;
    let two_shot = (two_shot_start + (2.0f * t16)) + (t23 / (link * two_shot_share));
    let t29 = step_ * t21;
    let t31 = t23 / (link * bulk_share);
    let library = bulk_start + sqrt(((t29 * t29) + (t31 * t31)));
    let t43 = 1024.0f / min(max(one_shot, 1e-6f), 1000000000000.0f);
    let t44 = t43 * t43;
    let t48 = 1024.0f / min(1000000000000.0f, max(two_shot, 1e-6f));
    let t49 = t48 * t48;
    let t54 = 1024.0f / min(1000000000000.0f, max(library, 1e-6f));
    let t55 = t54 * t54;
    let transfer = (1024.0f / sqrt(sqrt((((t44 * t44) + (t49 * t49)) + (t55 * t55))))) + ((mb * copy) / (ranks * link));
    let launch_time = start * base;
    return custom_all_reduce_result(transfer, launch_time);
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

struct ring_collective_result {
    transfer: f32,
    launch_time: f32,
}
fn ring_collective(
    mb: f32,
    own: f32,
    volume: f32,
    steps: f32,
    reduced: f32,
    element_bytes: f32,
    link: f32,
    base: f32,
    channels: f32,
    hop: f32,
    low_share: f32,
    bulk_start: f32,
    step_: f32,
    bulk_share: f32,
    copy: f32,
) -> ring_collective_result {
    let low_latency_time = (steps * hop) + (volume / (link * low_share));
    let transfer = (volume * (1.0f + ((reduced * 0.12f) / element_bytes))) / (link * bulk_share);
    let t27 = steps * step_;
    let bulk_time = bulk_start + sqrt(((t27 * t27) + (transfer * transfer)));
    let launch_time = base + ((mb * channels) / (mb + 0.012288f));
    let t44 = 1024.0f / min(max(low_latency_time, 1e-6f), 1000000000000.0f);
    let t45 = t44 * t44;
    let t49 = 1024.0f / min(1000000000000.0f, max(bulk_time, 1e-6f));
    let t50 = t49 * t49;
    let transfer_2 = (1024.0f / sqrt(sqrt(((t45 * t45) + (t50 * t50))))) + ((own * copy) / link);
    return ring_collective_result(transfer_2, launch_time);
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
    let t96 = max(1.0f, (0.5f * (wave + max(wave, ceil((0.99999905f * min(wave, 511.5f))))))) * ((block / clock) + (whole / splits));
    let stream_time = (merge * (splits - 1.0f)) + t96;
    let cache_reads = select(1.0f, (head_groups / min(head_groups, max(1.0f, (units / batch)))), (0.5f < apart));
    let t105 = t35 * (1e-6f * seen_tokens);
    let t110 = bytes * (t36 * (1e-6f * (batch * heads)));
    let t111 = cache_reads * (t42 * t105);
    let t114 = (l2_mb * 0.75f) / t111;
    let memory_time = ((t111 * (1.0f / (1.0f + (t114 * t114)))) + (passes * t110)) / (memory_peak * memory_share);
    let widening = select(0.0f, ((1e-6f * (t35 * seen_tokens)) / (0.001f * (clock * (units * widen_ops)))), t41);
    let mflop = t36 * (heads * (2e-6f * seen_tokens));
    let latency = floor_ * floor_factor;
    let time = widening + (latency + sqrt(((stream_time * stream_time) + (memory_time * memory_time))));
    let matrix_time = t58 * ((tiles * blocks) / units);
    let vector_time = widening + ((1e-6f * (heads * seen_tokens)) / special);
    let mb = t110 + (cache_bytes * t105);
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
    chip_memory_efficiency: f32,
    chip_launch_us: f32,
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
    custom_constant_base_us: f32,
    custom_constant_hop_us: f32,
    custom_constant_one_shot_share: f32,
    custom_constant_two_shot_us: f32,
    custom_constant_two_shot_share: f32,
    custom_constant_bulk_us: f32,
    custom_constant_step_us: f32,
    custom_constant_bulk_share: f32,
    custom_constant_copy: f32,
    custom_constant_staging: f32,
    ring_constant_base_us: f32,
    ring_constant_channels_us: f32,
    ring_constant_hop_us: f32,
    ring_constant_low_share: f32,
    ring_constant_bulk_us: f32,
    ring_constant_step_us: f32,
    ring_constant_bulk_share: f32,
    ring_constant_copy: f32,
    ring_constant_staging: f32,
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
    mla_context_floor_us: f32,
    mla_context_matrix_share: f32,
    mla_context_softmax_share: f32,
    mla_context_block_kcycles: f32,
    mla_context_alone: f32,
    mla_context_class_floor: f32,
    mla_context_class_matrix: f32,
    mla_context_class_narrowed: f32,
    mla_context_class_passes: f32,
    mla_context_class_convert_passes: f32,
    mla_context_class_convert_floor: f32,
    mla_context_design_rows: f32,
    mla_context_design_keys: f32,
    mla_context_design_absorbed: f32,
    mla_context_design_packed: f32,
    mla_generation_floor_us: f32,
    mla_generation_memory_share: f32,
    mla_generation_load_rate: f32,
    mla_generation_block_kcycles: f32,
    mla_generation_matrix_share: f32,
    mla_generation_merge_us: f32,
    mla_generation_class_floor: f32,
    mla_generation_class_tile: f32,
    mla_generation_class_passes: f32,
    mla_generation_class_narrowed: f32,
    mla_generation_class_widen_ops: f32,
    mla_generation_design_rows: f32,
    mla_generation_design_narrow_heads: f32,
    mla_generation_design_keys: f32,
    mla_generation_design_splits: f32,
    mla_generation_design_apart: f32,
    mla_generation_design_widened: f32,
) -> llm_kernel_result {
    let t172 = moe_constant_launch_kcycles * moe_factor_launch;
    let t175 = moe_constant_step_kcycles * moe_factor_step;
    let t176 = min(moe_constant_wave_share, 1.0f);
    let t177 = moe_constant_store_rate * moe_factor_store;
    let t178 = moe_constant_stream_rate * moe_factor_stream;
    let t179 = moe_constant_route_kcycles * moe_factor_route;
    let t182 = moe_constant_empty_kcycles * moe_factor_empty;
    let t183 = moe_constant_tile_share * moe_factor_tile;
    let t185 = max(chip_vector_ops, 1.0f);
    let t187 = 0.0f < chip_matrix_ops;
    let t188 = select(t185, chip_matrix_ops, t187);
    let t192 = 0.001f * (chip_clock_ghz * chip_matrix_factor);
    let t195 = chip_units * (0.001f * (chip_vector_clock_ghz * chip_vector_factor));
    let memory_peak = (chip_memory_factor * (chip_memory_bus_bits * chip_memory_rate_gbit)) / 8000.0f;
    let unit_peak = t188 * t192;
    let matrix_peak = chip_units * unit_peak;
    let wide_peak = select(t188, chip_attention_ops, (0.0f < chip_attention_ops)) * t192;
    let vector_rate = t185 * t195;
    let special_rate = chip_special_ops * t195;
    let memory_rate = chip_memory_efficiency * memory_peak;
    let l2_rate = 0.001f * (chip_clock_ghz * (chip_units * chip_l2_rate));
    let link_rate = chip_scaleup_factor * (chip_scaleup_links * chip_scaleup_link_tbps);
    let t212 = 0.5f < model_latent;
    let heads_per_chip = model_heads / run_tp;
    let kv_heads_per_chip = max(1.0f, (model_kv_heads / run_tp));
    let t217 = select(model_head_dim, model_v_head_dim, (0.0f < model_v_head_dim));
    let t219 = select(model_head_dim, (model_rope_dim + model_nope_dim), t212);
    let t220 = model_kv_lora + model_rope_dim;
    let t222 = kv_heads_per_chip * (model_head_dim + t217);
    let moe_layers = max(0.0f, select(0.0f, (model_layers - model_dense_layers), (0.0f < model_experts)));
    let t227 = select(kv_heads_per_chip, heads_per_chip, t212);
    let projected_width = select((t222 + (model_head_dim * heads_per_chip)), (model_q_lora + t220), t212);
    let t233 = select(model_hidden, model_q_lora, (0.0f < model_q_lora));
    let t235 = max(1.0f, (model_ffn / run_tp));
    let t237 = max(1.0f, (model_expert_ffn / run_tp));
    let t239 = max(1.0f, (model_shared_ffn / run_tp));
    let t241 = max(1.0f, (model_vocab / run_tp));
    let cached_elements = select(t222, t220, t212);
    let t243 = select(kv_heads_per_chip, 1.0f, t212);
    let t244 = model_layers - moe_layers;
    let t246 = select(0.0f, moe_layers, (0.0f < model_shared_ffn));
    let t247 = select(0.0f, model_layers, t212);
    let t248 = 0.0f < model_window;
    let t250 = select(0.0f, min(model_layers, model_window_layers), t248);
    let t251 = t217 + t219;
    let context_attention_252 = context_attention(run_batch, heads_per_chip, t227, t219, t217, t251, run_prompt, 0.0f, run_prompt, format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, wide_peak, special_rate, memory_peak, context_design_rows, context_design_packed, context_floor_us, context_matrix_share, context_softmax_share, context_block_kcycles, context_memory_share, context_class_floor, context_class_matrix, context_class_softmax, context_class_block, context_class_passes, context_class_wide);
    let context_attention_262 = context_attention(run_batch, heads_per_chip, t227, t219, t217, t251, run_prompt, 0.0f, select(run_prompt, min(model_window, run_prompt), t248), format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, wide_peak, special_rate, memory_peak, context_design_rows, context_design_packed, context_floor_us, context_matrix_share, context_softmax_share, context_block_kcycles, context_memory_share, context_class_floor, context_class_matrix, context_class_softmax, context_class_block, context_class_passes, context_class_wide);
    let t270 = max(model_kv_lora, 1.0f);
    let t271 = max(model_rope_dim, 1.0f);
    let t273 = matrix_peak / chip_units;
    let product_rate = select(wide_peak, min(t273, (wide_peak * 2.0f)), (format_kv_bytes < format_residual_bytes));
    let mla_context_279 = mla_context(run_batch, heads_per_chip, run_prompt, 0.0f, t270, t271, max(model_nope_dim, 1.0f), t217, format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, product_rate, special_rate, memory_peak, l2_rate, chip_l2_mb, mla_context_design_rows, mla_context_design_keys, mla_context_design_absorbed, mla_context_design_packed, mla_context_floor_us, mla_context_matrix_share, mla_context_softmax_share, mla_context_block_kcycles, mla_context_alone, mla_context_class_floor, mla_context_class_matrix, mla_context_class_narrowed, mla_context_class_passes, mla_context_class_convert_passes, mla_context_class_convert_floor);
    let t287 = run_batch * run_prompt;
    let t289 = model_hidden * t287;
    let t290 = 1e-6f * t289;
    let stream_mb = format_residual_bytes * t290;
    let t292 = max(link_rate, 1e-6f);
    let custom_all_reduce_293 = custom_all_reduce(stream_mb, run_tp, t292, 1.0f, custom_constant_base_us, custom_constant_hop_us, custom_constant_one_shot_share, custom_constant_two_shot_us, custom_constant_two_shot_share, custom_constant_bulk_us, custom_constant_step_us, custom_constant_bulk_share, custom_constant_copy);
    let t296 = 2.0f * stream_mb;
    let t297 = run_tp - 1.0f;
    let t301 = max(0.0f, (run_tp - 2.0f));
    let t302 = custom_constant_staging * t301;
    let t306 = run_tp <= 1.0f;
    let t307 = select((custom_all_reduce_293.transfer + ((((t296 * t297) / run_tp) * t302) / t292)), 0.0f, t306);
    let elementwise_309 = elementwise(t296, 1e-6f, memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t315 = model_layers * 2.0f;
    let elementwise_318 = elementwise((stream_mb * 4.0f), (t289 * 1e-5f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t322 = format_activation_bytes < format_residual_bytes;
    let t323 = format_activation_bytes + format_residual_bytes;
    let t327 = select(0.0f, t315, t322);
    let elementwise_328 = elementwise((t290 * t323), (t289 * 4e-6f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t333 = t217 * (heads_per_chip * t287);
    let t337 = select(0.0f, model_layers, t322);
    let elementwise_338 = elementwise((t323 * (1e-6f * t333)), (4e-6f * t333), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t342 = max(1.0f, projected_width);
    let t343 = max(model_hidden, 1.0f);
    let gemm_344 = gemm(t287, t342, t343, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t351 = heads_per_chip * t219;
    let t352 = max(1.0f, t351);
    let t353 = max(1.0f, t233);
    let gemm_354 = gemm(t287, t352, t353, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t361 = model_nope_dim + t217;
    let t363 = max(1.0f, (heads_per_chip * t361));
    let gemm_364 = gemm(t287, t363, t270, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t372 = t351 + (t219 * t243);
    let t373 = t287 * t372;
    let t380 = (2.0f * (format_residual_bytes * (1e-6f * t373))) + (format_kv_bytes * (1e-6f * (cached_elements * t287)));
    let t383 = select(model_layers, 0.0f, t212);
    let elementwise_384 = elementwise(t380, (t373 * 6e-6f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t388 = model_layers - t250;
    let t389 = select(t388, 0.0f, t212);
    let t390 = select(t250, 0.0f, t212);
    let t392 = max(1.0f, (heads_per_chip * t217));
    let gemm_393 = gemm(t287, t343, t392, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t401 = model_mlp_matrices - 1.0f;
    let t403 = max(1.0f, (t235 * t401));
    let gemm_404 = gemm(t287, t403, t343, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t411 = t235 * t287;
    let t412 = 1e-6f * t411;
    let elementwise_417 = elementwise((model_mlp_matrices * (format_residual_bytes * t412)), (t411 * 8e-6f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t423 = select(0.0f, t244, t322);
    let elementwise_424 = elementwise((t323 * t412), (4e-6f * t411), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t428 = max(1.0f, t235);
    let gemm_429 = gemm(t287, t343, t428, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t436 = max(model_experts, 1.0f);
    let gemm_437 = gemm(t287, t436, t343, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t444 = max(1.0f, t287);
    let t446 = min(t436, max(model_experts_active, 1.0f));
    let t447 = max(1.0f, t237);
    let t448 = t444 * t446;
    let distinct_experts_449 = distinct_experts(t436, t446, t444);
    let tile_rows = min(max((t183 * (t448 / t436)), 16.0f), 128.0f);
    let blocks = max(distinct_experts_449.distinct, ((t448 / tile_rows) + (0.5f * distinct_experts_449.distinct)));
    let expert_memory = (moe_constant_memory_efficiency * moe_factor_memory) * memory_peak;
    let expert_unit_rate = (moe_constant_matrix_efficiency * moe_factor_matrix) * t273;
    let t464 = max(0.0f, (t448 - t448));
    let t465 = t401 * t447;
    let t469 = t447 + (t465 + (model_hidden * 3.0f));
    let elementwise_mb = format_residual_bytes * (1e-6f * ((t448 * t469) + (model_hidden * (2.0f * t444))));
    let t478 = 0.001f * (chip_clock_ghz * (chip_units * (moe_constant_l2_rate * moe_factor_l2)));
    let t480 = chip_l2_mb * 0.75f;
    let t481 = t480 / elementwise_mb;
    let elementwise_time = ((elementwise_mb * (1.0f / (1.0f + (t481 * t481)))) / expert_memory) + (elementwise_mb / t478);
    let t492 = (moe_constant_expert_kcycles * moe_factor_expert) * t436;
    let route_time = ((t172 + (t179 * (0.001f * t448))) + t492) / chip_clock_ghz;
    let t495 = max(1.0f, t465);
    let grouped_gemm_496 = grouped_gemm(t495, t343, format_weight_bytes, format_activation_bytes, format_residual_bytes, distinct_experts_449.distinct, t448, blocks, tile_rows, t464, chip_units, chip_clock_ghz, expert_unit_rate, expert_memory, t178, t177, t175, t176, t182);
    let t502 = max(1.0f, t447);
    let grouped_gemm_503 = grouped_gemm(t343, t502, format_weight_bytes, format_activation_bytes, format_residual_bytes, distinct_experts_449.distinct, t448, blocks, tile_rows, t464, chip_units, chip_clock_ghz, expert_unit_rate, expert_memory, t178, t177, t175, t176, t182);
    let t510 = max(1.0f, (t239 * t401));
    let gemm_511 = gemm(t287, t510, t343, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t518 = t239 * t287;
    let elementwise_523 = elementwise((model_mlp_matrices * (format_residual_bytes * (1e-6f * t518))), (8e-6f * t518), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t527 = max(1.0f, t239);
    let gemm_528 = gemm(t287, t343, t527, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let gemm_536 = gemm(run_batch, max(1.0f, t241), t343, format_head_bytes, format_residual_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, wide_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t545 = format_residual_bytes * (1e-6f * (model_vocab * run_batch));
    let t547 = (t297 * t545) / run_tp;
    let ring_collective_549 = ring_collective(t545, (t545 / run_tp), t547, t297, 0.0f, format_residual_bytes, t292, ring_constant_base_us, ring_constant_channels_us, ring_constant_hop_us, ring_constant_low_share, ring_constant_bulk_us, ring_constant_step_us, ring_constant_bulk_share, ring_constant_copy);
    let t556 = select((ring_collective_549.transfer + ((t547 * (ring_constant_staging * t301)) / t292)), 0.0f, t306);
    let t558 = t556 + select(ring_collective_549.launch_time, 0.0f, t306);
    let mean_context = run_prompt + (run_output * 0.5f);
    let t561 = cached_elements / t243;
    let generation_attention_562 = generation_attention(run_batch, heads_per_chip, t243, t219, t217, t561, mean_context, mean_context, format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, wide_peak, memory_peak, chip_l2_mb, generation_design_tile, generation_design_pack, generation_design_splits, generation_floor_us, generation_memory_share, generation_load_rate, generation_tile_kcycles, generation_block_kcycles, generation_convert_kcycles, generation_merge_us, generation_l2_share, generation_matrix_share, generation_passes, generation_fill_us, generation_class_floor, generation_class_stream, generation_class_memory, generation_class_convert, generation_class_wide, special_rate);
    let generation_attention_572 = generation_attention(run_batch, heads_per_chip, t243, t219, t217, t561, mean_context, select(mean_context, min(model_window, mean_context), t248), format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, wide_peak, memory_peak, chip_l2_mb, generation_design_tile, generation_design_pack, generation_design_splits, generation_floor_us, generation_memory_share, generation_load_rate, generation_tile_kcycles, generation_block_kcycles, generation_convert_kcycles, generation_merge_us, generation_l2_share, generation_matrix_share, generation_passes, generation_fill_us, generation_class_floor, generation_class_stream, generation_class_memory, generation_class_convert, generation_class_wide, special_rate);
    let mla_generation_581 = mla_generation(run_batch, heads_per_chip, (mean_context - 1.0f), t270, t271, format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, product_rate, special_rate, memory_peak, chip_l2_mb, mla_generation_design_rows, mla_generation_design_narrow_heads, mla_generation_design_keys, mla_generation_design_splits, mla_generation_design_apart, mla_generation_design_widened, mla_generation_floor_us, mla_generation_memory_share, mla_generation_load_rate, mla_generation_block_kcycles, mla_generation_matrix_share, mla_generation_merge_us, mla_generation_class_floor, mla_generation_class_tile, mla_generation_class_passes, mla_generation_class_narrowed, mla_generation_class_widen_ops);
    let t589 = model_hidden * run_batch;
    let t590 = 1e-6f * t589;
    let stream_mb_2 = format_residual_bytes * t590;
    let custom_all_reduce_592 = custom_all_reduce(stream_mb_2, run_tp, t292, 1.0f, custom_constant_base_us, custom_constant_hop_us, custom_constant_one_shot_share, custom_constant_two_shot_us, custom_constant_two_shot_share, custom_constant_bulk_us, custom_constant_step_us, custom_constant_bulk_share, custom_constant_copy);
    let t595 = 2.0f * stream_mb_2;
    let t601 = select((custom_all_reduce_592.transfer + ((t302 * ((t297 * t595) / run_tp)) / t292)), 0.0f, t306);
    let elementwise_603 = elementwise(t595, 1e-6f, memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t608 = 4.0f * stream_mb_2;
    let elementwise_609 = elementwise(t608, (1e-5f * t589), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t613 = t323 * t590;
    let elementwise_615 = elementwise(t613, (4e-6f * t589), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t620 = t217 * (run_batch * heads_per_chip);
    let t622 = t323 * (1e-6f * t620);
    let elementwise_624 = elementwise(t622, (4e-6f * t620), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_628 = gemm(run_batch, t342, t343, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let gemm_635 = gemm(run_batch, t352, t353, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let gemm_642 = gemm(run_batch, t363, t270, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t649 = run_batch * t372;
    let t656 = (2.0f * (format_residual_bytes * (1e-6f * t649))) + (format_kv_bytes * (1e-6f * (run_batch * cached_elements)));
    let elementwise_658 = elementwise(t656, (6e-6f * t649), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_662 = gemm(run_batch, t343, t392, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let gemm_670 = gemm(run_batch, t403, t343, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t677 = run_batch * t235;
    let t678 = 1e-6f * t677;
    let t680 = model_mlp_matrices * (format_residual_bytes * t678);
    let elementwise_682 = elementwise(t680, (8e-6f * t677), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t686 = t323 * t678;
    let elementwise_688 = elementwise(t686, (4e-6f * t677), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_692 = gemm(run_batch, t343, t428, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let gemm_699 = gemm(run_batch, t436, t343, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t706 = max(run_batch, 1.0f);
    let t707 = t446 * t706;
    let distinct_experts_708 = distinct_experts(t436, t446, t706);
    let tile_rows_2 = min(128.0f, max(16.0f, (t183 * (t707 / t436))));
    let blocks_2 = max(distinct_experts_708.distinct, ((t707 / tile_rows_2) + (0.5f * distinct_experts_708.distinct)));
    let t719 = max(0.0f, (t707 - t707));
    let elementwise_mb_2 = format_residual_bytes * (1e-6f * ((t469 * t707) + (model_hidden * (2.0f * t706))));
    let t726 = t480 / elementwise_mb_2;
    let elementwise_time_2 = ((elementwise_mb_2 * (1.0f / (1.0f + (t726 * t726)))) / expert_memory) + (elementwise_mb_2 / t478);
    let route_time_2 = (t492 + (t172 + (t179 * (0.001f * t707)))) / chip_clock_ghz;
    let grouped_gemm_739 = grouped_gemm(t495, t343, format_weight_bytes, format_activation_bytes, format_residual_bytes, distinct_experts_708.distinct, t707, blocks_2, tile_rows_2, t719, chip_units, chip_clock_ghz, expert_unit_rate, expert_memory, t178, t177, t175, t176, t182);
    let grouped_gemm_745 = grouped_gemm(t343, t502, format_weight_bytes, format_activation_bytes, format_residual_bytes, distinct_experts_708.distinct, t707, blocks_2, tile_rows_2, t719, chip_units, chip_clock_ghz, expert_unit_rate, expert_memory, t178, t177, t175, t176, t182);
    let gemm_751 = gemm(run_batch, t510, t343, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t758 = run_batch * t239;
    let t761 = model_mlp_matrices * (format_residual_bytes * (1e-6f * t758));
    let elementwise_763 = elementwise(t761, (8e-6f * t758), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_767 = gemm(run_batch, t343, t527, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t786 = ((elementwise_309.time + (t315 * elementwise_318.time)) + (t327 * elementwise_328.time)) + (t337 * elementwise_338.time);
    let t788 = ((0.0f * t315) + (0.0f * t327)) + (0.0f * t337);
    let t804 = ((t786 + (model_layers * gemm_344.time)) + (t247 * gemm_354.time)) + (t247 * gemm_364.time);
    let t806 = ((t788 + (model_layers * gemm_344.mflop)) + (t247 * gemm_354.mflop)) + (t247 * gemm_364.mflop);
    let t811 = 0.0f * t383;
    let t822 = ((t804 + (t383 * elementwise_384.time)) + (context_attention_252.time * t389)) + (context_attention_262.time * t390);
    let t824 = ((t806 + t811) + (context_attention_252.mflop * t389)) + (context_attention_262.mflop * t390);
    let t839 = model_layers * (t307 + select(custom_all_reduce_293.launch_time, 0.0f, t306));
    let t841 = model_layers * 0.0f;
    let t845 = (((t822 + (t247 * mla_context_279.time)) + (model_layers * gemm_393.time)) + t839) + (t244 * gemm_404.time);
    let t847 = (((t824 + (t247 * mla_context_279.mflop)) + (model_layers * gemm_393.mflop)) + t841) + (t244 * gemm_404.mflop);
    let t852 = 0.0f * t244;
    let t858 = 0.0f * t423;
    let t863 = ((t845 + (t244 * elementwise_417.time)) + (t423 * elementwise_424.time)) + (t244 * gemm_429.time);
    let t876 = 0.0f * moe_layers;
    let t877 = ((((t847 + t852) + t858) + (t244 * gemm_429.mflop)) + (moe_layers * gemm_437.mflop)) + t876;
    let t880 = ((t863 + (moe_layers * gemm_437.time)) + (moe_layers * route_time)) + (moe_layers * grouped_gemm_496.time);
    let t893 = (t876 + (t877 + (moe_layers * grouped_gemm_496.mflop))) + (moe_layers * grouped_gemm_503.mflop);
    let t897 = ((t880 + (moe_layers * elementwise_time)) + (moe_layers * grouped_gemm_503.time)) + (t246 * gemm_511.time);
    let t904 = 0.0f * t246;
    let t918 = gemm_536.time + (t839 + ((t897 + (t246 * elementwise_523.time)) + (t246 * gemm_528.time)));
    let t919 = gemm_536.mflop + (t841 + (((t893 + (t246 * gemm_511.mflop)) + t904) + (t246 * gemm_528.mflop)));
    let pass_us = t558 + t918;
    let t932 = ((elementwise_603.time + (t315 * elementwise_609.time)) + (t327 * elementwise_615.time)) + (t337 * elementwise_624.time);
    let t940 = (((t595 + (t315 * t608)) + (t327 * t613)) + (t337 * t622)) + (model_layers * gemm_628.mb);
    let t948 = ((t932 + (model_layers * gemm_628.time)) + (t247 * gemm_635.time)) + (t247 * gemm_642.time);
    let t950 = ((t788 + (model_layers * gemm_628.mflop)) + (t247 * gemm_635.mflop)) + (t247 * gemm_642.mflop);
    let t963 = (((t940 + (t247 * gemm_635.mb)) + (t247 * gemm_642.mb)) + (t383 * t656)) + (t389 * generation_attention_562.mb);
    let t965 = ((t948 + (t383 * elementwise_658.time)) + (t389 * generation_attention_562.time)) + (t390 * generation_attention_572.time);
    let t967 = ((t811 + t950) + (t389 * generation_attention_562.mflop)) + (t390 * generation_attention_572.mflop);
    let t981 = ((t963 + (t390 * generation_attention_572.mb)) + (t247 * mla_generation_581.mb)) + (model_layers * gemm_662.mb);
    let t982 = model_layers * (t601 + select(custom_all_reduce_592.launch_time, 0.0f, t306));
    let t987 = (((t965 + (t247 * mla_generation_581.time)) + (model_layers * gemm_662.time)) + t982) + (t244 * gemm_670.time);
    let t989 = (t841 + ((t967 + (t247 * mla_generation_581.mflop)) + (model_layers * gemm_662.mflop))) + (t244 * gemm_670.mflop);
    let t1003 = ((t987 + (t244 * elementwise_682.time)) + (t423 * elementwise_688.time)) + (t244 * gemm_692.time);
    let t1007 = ((((t841 + t981) + (t244 * gemm_670.mb)) + (t244 * t680)) + (t423 * t686)) + (t244 * gemm_692.mb);
    let t1016 = t876 + (((t858 + (t852 + t989)) + (t244 * gemm_692.mflop)) + (moe_layers * gemm_699.mflop));
    let t1019 = ((t1003 + (moe_layers * gemm_699.time)) + (moe_layers * route_time_2)) + (moe_layers * grouped_gemm_739.time);
    let t1028 = ((t876 + (t1007 + (moe_layers * gemm_699.mb))) + (moe_layers * grouped_gemm_739.mb)) + (moe_layers * elementwise_mb_2);
    let t1032 = (t876 + (t1016 + (moe_layers * grouped_gemm_739.mflop))) + (moe_layers * grouped_gemm_745.mflop);
    let t1036 = ((t1019 + (moe_layers * elementwise_time_2)) + (moe_layers * grouped_gemm_745.time)) + (t246 * gemm_751.time);
    let t1051 = (((t1028 + (moe_layers * grouped_gemm_745.mb)) + (t246 * gemm_751.mb)) + (t246 * t761)) + (t246 * gemm_767.mb);
    let t1056 = gemm_536.time + (t982 + ((t1036 + (t246 * elementwise_763.time)) + (t246 * gemm_767.time)));
    let t1057 = gemm_536.mflop + (t841 + ((t904 + (t1032 + (t246 * gemm_751.mflop))) + (t246 * gemm_767.mflop)));
    let pass_us_2 = t558 + t1056;
    let request_us = pass_us + (pass_us_2 * max(0.0f, (run_output - 1.0f)));
    let tokens_per_s = 1000000.0f * ((run_batch * run_output) / request_us);
    let t1069 = model_hidden * 1e-6f;
    let t1077 = select(0.0f, (1e-6f * ((t219 * (heads_per_chip * t233)) + (t361 * (model_kv_lora * heads_per_chip)))), t212);
    let t1082 = model_mlp_matrices * t1069;
    let t1090 = ((t1082 * (model_shared_ffn + (model_experts * model_expert_ffn))) / run_tp) + (model_experts * t1069);
    let t1096 = (model_layers * (((projected_width * t1069) + t1077) + (t217 * (heads_per_chip * t1069)))) + (t244 * ((model_ffn * t1082) / run_tp));
    let layer_mparams = t1096 + (moe_layers * t1090);
    let t1108 = (format_weight_bytes * (layer_mparams + ((model_extra_params * 1e-6f) / run_tp))) + (format_residual_bytes * (t1069 + (model_layers * (2.0f * t1069))));
    let weights_mb = t1108 + (format_head_bytes * (((model_vocab * t1069) / run_tp) * (2.0f - model_tied)));
    let t1111 = run_prompt + run_output;
    let t1118 = 1e-6f * ((t388 * t1111) + (t250 * min(t1111, select(t1111, min(model_window, t1111), t248))));
    let cache_mb = format_kv_bytes * (cached_elements * (run_batch * t1118));
    let t1134 = ((projected_width + (model_hidden * 4.0f)) + (heads_per_chip * t251)) + (model_mlp_matrices * max(t235, (t239 + (model_experts_active * t237))));
    let workspace_mb = (4.0f * (t241 * (run_batch * 1e-6f))) + (format_residual_bytes * (t1134 * (1e-6f * min(t287, max(run_batch, 8192.0f)))));
    let memory_mb = (weights_mb + cache_mb) + workspace_mb;
    let t1144 = chip_memory_capacity_gb * 1000.0f;
    let t1150 = 1000000.0f * (t287 / pass_us);
    let t1152 = 1000000.0f * (run_batch / pass_us_2);
    let t1173 = (model_kv_heads * f32((u32(run_tp) + u32(model_kv_heads) - 1u) / u32(model_kv_heads))) <= run_tp;
    let t1174 = ((run_tp * f32((u32(model_kv_heads) + u32(run_tp) - 1u) / u32(run_tp))) <= model_kv_heads) || t1173;
    let t1184 = select(3.0f, select(4.0f, select(5.0f, 0.0f, (memory_mb <= t1144)), (t212 || t1174)), (run_tp <= max(chip_scaleup_domain, 1.0f)));
    let t1185 = select(2.0f, t1184, ((run_tp * f32((u32(model_heads) + u32(run_tp) - 1u) / u32(run_tp))) <= model_heads));
    let reason = select(1.0f, t1185, t187);
    return llm_kernel_result((0.001f * pass_us), (0.001f * pass_us_2), (1e-6f * request_us), t1150, t1152, tokens_per_s, (tokens_per_s / run_tp), (t1150 / run_tp), (t1152 / run_tp), (t919 / (matrix_peak * pass_us)), (t1057 / (matrix_peak * pass_us_2)), ((gemm_536.mb + (t841 + t1051)) / (memory_peak * pass_us_2)), ((t558 + (t839 + t839)) / pass_us), ((t558 + (t982 + t982)) / pass_us_2), (0.001f * weights_mb), (0.001f * cache_mb), (0.001f * memory_mb), (memory_mb / t1144), reason);
}
