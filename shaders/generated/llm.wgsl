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
    chip_matrix_efficiency: f32,
    chip_memory_efficiency: f32,
    chip_launch_us: f32,
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
    let t175 = moe_constant_launch_kcycles * moe_factor_launch;
    let t178 = moe_constant_step_kcycles * moe_factor_step;
    let t179 = min(moe_constant_wave_share, 1.0f);
    let t180 = moe_constant_store_rate * moe_factor_store;
    let t181 = moe_constant_stream_rate * moe_factor_stream;
    let t182 = moe_constant_route_kcycles * moe_factor_route;
    let t185 = moe_constant_empty_kcycles * moe_factor_empty;
    let t186 = moe_constant_tile_share * moe_factor_tile;
    let t188 = max(chip_vector_ops, 1.0f);
    let t190 = 0.0f < chip_matrix_ops;
    let t191 = select(t188, chip_matrix_ops, t190);
    let t195 = 0.001f * (chip_clock_ghz * chip_matrix_factor);
    let t198 = chip_units * (0.001f * (chip_vector_clock_ghz * chip_vector_factor));
    let memory_peak = (chip_memory_factor * (chip_memory_bus_bits * chip_memory_rate_gbit)) / 8000.0f;
    let unit_peak = t191 * t195;
    let matrix_peak = chip_units * unit_peak;
    let wide_peak = select(t191, chip_attention_ops, (0.0f < chip_attention_ops)) * t195;
    let vector_rate = t188 * t198;
    let special_rate = chip_special_ops * t198;
    let memory_rate = chip_memory_efficiency * memory_peak;
    let l2_rate = 0.001f * (chip_clock_ghz * (chip_units * chip_l2_rate));
    let link_rate = chip_scaleup_factor * (chip_scaleup_links * chip_scaleup_link_tbps);
    let t215 = 0.5f < model_latent;
    let heads_per_chip = model_heads / run_tp;
    let kv_heads_per_chip = max(1.0f, (model_kv_heads / run_tp));
    let t220 = select(model_head_dim, model_v_head_dim, (0.0f < model_v_head_dim));
    let t222 = select(model_head_dim, (model_rope_dim + model_nope_dim), t215);
    let t223 = model_kv_lora + model_rope_dim;
    let t225 = kv_heads_per_chip * (model_head_dim + t220);
    let moe_layers = max(0.0f, select(0.0f, (model_layers - model_dense_layers), (0.0f < model_experts)));
    let t230 = select(kv_heads_per_chip, heads_per_chip, t215);
    let projected_width = select((t225 + (model_head_dim * heads_per_chip)), (model_q_lora + t223), t215);
    let t236 = select(model_hidden, model_q_lora, (0.0f < model_q_lora));
    let t238 = max(1.0f, (model_ffn / run_tp));
    let t240 = max(1.0f, (model_expert_ffn / run_tp));
    let t242 = max(1.0f, (model_shared_ffn / run_tp));
    let t244 = max(1.0f, (model_vocab / run_tp));
    let cached_elements = select(t225, t223, t215);
    let t246 = select(kv_heads_per_chip, 1.0f, t215);
    let t247 = model_layers - moe_layers;
    let t249 = select(0.0f, moe_layers, (0.0f < model_shared_ffn));
    let t250 = select(0.0f, model_layers, t215);
    let t251 = 0.0f < model_window;
    let t253 = select(0.0f, min(model_layers, model_window_layers), t251);
    let t254 = t220 + t222;
    let context_attention_255 = context_attention(run_batch, heads_per_chip, t230, t222, t220, t254, run_prompt, 0.0f, run_prompt, format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, wide_peak, special_rate, memory_peak, context_design_rows, context_design_packed, context_floor_us, context_matrix_share, context_softmax_share, context_block_kcycles, context_memory_share, context_class_floor, context_class_matrix, context_class_softmax, context_class_block, context_class_passes, context_class_wide);
    let context_attention_265 = context_attention(run_batch, heads_per_chip, t230, t222, t220, t254, run_prompt, 0.0f, select(run_prompt, min(model_window, run_prompt), t251), format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, wide_peak, special_rate, memory_peak, context_design_rows, context_design_packed, context_floor_us, context_matrix_share, context_softmax_share, context_block_kcycles, context_memory_share, context_class_floor, context_class_matrix, context_class_softmax, context_class_block, context_class_passes, context_class_wide);
    let t273 = max(model_kv_lora, 1.0f);
    let t274 = max(model_rope_dim, 1.0f);
    let t276 = matrix_peak / chip_units;
    let product_rate = select(wide_peak, min(t276, (wide_peak * 2.0f)), (format_kv_bytes < format_residual_bytes));
    let mla_context_282 = mla_context(run_batch, heads_per_chip, run_prompt, 0.0f, t273, t274, max(model_nope_dim, 1.0f), t220, format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, product_rate, special_rate, memory_peak, l2_rate, chip_l2_mb, mla_context_design_rows, mla_context_design_keys, mla_context_design_absorbed, mla_context_design_packed, mla_context_floor_us, mla_context_matrix_share, mla_context_softmax_share, mla_context_block_kcycles, mla_context_alone, mla_context_class_floor, mla_context_class_matrix, mla_context_class_narrowed, mla_context_class_passes, mla_context_class_convert_passes, mla_context_class_convert_floor);
    let t290 = run_batch * run_prompt;
    let t292 = model_hidden * t290;
    let t293 = 1e-6f * t292;
    let stream_mb = format_residual_bytes * t293;
    let t295 = max(link_rate, 1e-6f);
    let custom_all_reduce_296 = custom_all_reduce(stream_mb, run_tp, t295, 1.0f, custom_constant_base_us, custom_constant_hop_us, custom_constant_one_shot_share, custom_constant_two_shot_us, custom_constant_two_shot_share, custom_constant_bulk_us, custom_constant_step_us, custom_constant_bulk_share, custom_constant_copy);
    let t299 = 2.0f * stream_mb;
    let t300 = run_tp - 1.0f;
    let t304 = max(0.0f, (run_tp - 2.0f));
    let t305 = custom_constant_staging * t304;
    let t309 = run_tp <= 1.0f;
    let t310 = select((custom_all_reduce_296.transfer + ((((t299 * t300) / run_tp) * t305) / t295)), 0.0f, t309);
    let elementwise_312 = elementwise(t299, 1e-6f, memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t318 = model_layers * 2.0f;
    let elementwise_321 = elementwise((stream_mb * 4.0f), (t292 * 1e-5f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t325 = format_activation_bytes < format_residual_bytes;
    let t326 = format_activation_bytes + format_residual_bytes;
    let t330 = select(0.0f, t318, t325);
    let elementwise_331 = elementwise((t293 * t326), (t292 * 4e-6f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t336 = t220 * (heads_per_chip * t290);
    let t340 = select(0.0f, model_layers, t325);
    let elementwise_341 = elementwise((t326 * (1e-6f * t336)), (4e-6f * t336), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t345 = max(1.0f, projected_width);
    let t346 = max(model_hidden, 1.0f);
    let gemm_347 = gemm(t290, t345, t346, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t354 = heads_per_chip * t222;
    let t355 = max(1.0f, t354);
    let t356 = max(1.0f, t236);
    let gemm_357 = gemm(t290, t355, t356, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t364 = model_nope_dim + t220;
    let t366 = max(1.0f, (heads_per_chip * t364));
    let gemm_367 = gemm(t290, t366, t273, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t375 = t354 + (t222 * t246);
    let t376 = t290 * t375;
    let t383 = (2.0f * (format_residual_bytes * (1e-6f * t376))) + (format_kv_bytes * (1e-6f * (cached_elements * t290)));
    let t386 = select(model_layers, 0.0f, t215);
    let elementwise_387 = elementwise(t383, (t376 * 6e-6f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t391 = model_layers - t253;
    let t392 = select(t391, 0.0f, t215);
    let t393 = select(t253, 0.0f, t215);
    let t395 = max(1.0f, (heads_per_chip * t220));
    let gemm_396 = gemm(t290, t346, t395, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t404 = model_mlp_matrices - 1.0f;
    let t406 = max(1.0f, (t238 * t404));
    let gemm_407 = gemm(t290, t406, t346, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t414 = t238 * t290;
    let t415 = 1e-6f * t414;
    let elementwise_420 = elementwise((model_mlp_matrices * (format_residual_bytes * t415)), (t414 * 8e-6f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t426 = select(0.0f, t247, t325);
    let elementwise_427 = elementwise((t326 * t415), (4e-6f * t414), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t431 = max(1.0f, t238);
    let gemm_432 = gemm(t290, t346, t431, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t439 = max(model_experts, 1.0f);
    let gemm_440 = gemm(t290, t439, t346, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t447 = max(1.0f, t290);
    let t449 = min(t439, max(model_experts_active, 1.0f));
    let t450 = max(1.0f, t240);
    let t451 = t447 * t449;
    let distinct_experts_452 = distinct_experts(t439, t449, t447);
    let tile_rows = min(max((t186 * (t451 / t439)), 16.0f), 128.0f);
    let blocks = max(distinct_experts_452.distinct, ((t451 / tile_rows) + (0.5f * distinct_experts_452.distinct)));
    let expert_memory = (moe_constant_memory_efficiency * moe_factor_memory) * memory_peak;
    let expert_unit_rate = (moe_constant_matrix_efficiency * moe_factor_matrix) * t276;
    let t467 = max(0.0f, (t451 - t451));
    let t468 = t404 * t450;
    let t472 = t450 + (t468 + (model_hidden * 3.0f));
    let elementwise_mb = format_residual_bytes * (1e-6f * ((t451 * t472) + (model_hidden * (2.0f * t447))));
    let t481 = 0.001f * (chip_clock_ghz * (chip_units * (moe_constant_l2_rate * moe_factor_l2)));
    let t483 = chip_l2_mb * 0.75f;
    let t484 = t483 / elementwise_mb;
    let elementwise_time = ((elementwise_mb * (1.0f / (1.0f + (t484 * t484)))) / expert_memory) + (elementwise_mb / t481);
    let t495 = (moe_constant_expert_kcycles * moe_factor_expert) * t439;
    let route_time = ((t175 + (t182 * (0.001f * t451))) + t495) / chip_clock_ghz;
    let t498 = max(1.0f, t468);
    let grouped_gemm_499 = grouped_gemm(t498, t346, format_weight_bytes, format_activation_bytes, format_residual_bytes, distinct_experts_452.distinct, t451, blocks, tile_rows, t467, chip_units, chip_clock_ghz, expert_unit_rate, expert_memory, t181, t180, t178, t179, t185);
    let t505 = max(1.0f, t450);
    let grouped_gemm_506 = grouped_gemm(t346, t505, format_weight_bytes, format_activation_bytes, format_residual_bytes, distinct_experts_452.distinct, t451, blocks, tile_rows, t467, chip_units, chip_clock_ghz, expert_unit_rate, expert_memory, t181, t180, t178, t179, t185);
    let t513 = max(1.0f, (t242 * t404));
    let gemm_514 = gemm(t290, t513, t346, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t521 = t242 * t290;
    let elementwise_526 = elementwise((model_mlp_matrices * (format_residual_bytes * (1e-6f * t521))), (8e-6f * t521), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t530 = max(1.0f, t242);
    let gemm_531 = gemm(t290, t346, t530, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let gemm_539 = gemm(run_batch, max(1.0f, t244), t346, format_head_bytes, format_residual_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, wide_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t548 = format_residual_bytes * (1e-6f * (model_vocab * run_batch));
    let t550 = (t300 * t548) / run_tp;
    let ring_collective_552 = ring_collective(t548, (t548 / run_tp), t550, t300, 0.0f, format_residual_bytes, t295, ring_constant_base_us, ring_constant_channels_us, ring_constant_hop_us, ring_constant_low_share, ring_constant_bulk_us, ring_constant_step_us, ring_constant_bulk_share, ring_constant_copy);
    let t559 = select((ring_collective_552.transfer + ((t550 * (ring_constant_staging * t304)) / t295)), 0.0f, t309);
    let t561 = t559 + select(ring_collective_552.launch_time, 0.0f, t309);
    let mean_context = run_prompt + (run_output * 0.5f);
    let t564 = cached_elements / t246;
    let generation_attention_565 = generation_attention(run_batch, heads_per_chip, t246, t222, t220, t564, mean_context, mean_context, format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, wide_peak, memory_peak, chip_l2_mb, generation_design_tile, generation_design_pack, generation_design_splits, generation_floor_us, generation_memory_share, generation_load_rate, generation_tile_kcycles, generation_block_kcycles, generation_convert_kcycles, generation_merge_us, generation_l2_share, generation_matrix_share, generation_passes, generation_fill_us, generation_class_floor, generation_class_stream, generation_class_memory, generation_class_convert, generation_class_wide, special_rate);
    let generation_attention_575 = generation_attention(run_batch, heads_per_chip, t246, t222, t220, t564, mean_context, select(mean_context, min(model_window, mean_context), t251), format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, wide_peak, memory_peak, chip_l2_mb, generation_design_tile, generation_design_pack, generation_design_splits, generation_floor_us, generation_memory_share, generation_load_rate, generation_tile_kcycles, generation_block_kcycles, generation_convert_kcycles, generation_merge_us, generation_l2_share, generation_matrix_share, generation_passes, generation_fill_us, generation_class_floor, generation_class_stream, generation_class_memory, generation_class_convert, generation_class_wide, special_rate);
    let mla_generation_584 = mla_generation(run_batch, heads_per_chip, (mean_context - 1.0f), t273, t274, format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, product_rate, special_rate, memory_peak, chip_l2_mb, mla_generation_design_rows, mla_generation_design_narrow_heads, mla_generation_design_keys, mla_generation_design_splits, mla_generation_design_apart, mla_generation_design_widened, mla_generation_floor_us, mla_generation_memory_share, mla_generation_load_rate, mla_generation_block_kcycles, mla_generation_matrix_share, mla_generation_merge_us, mla_generation_class_floor, mla_generation_class_tile, mla_generation_class_passes, mla_generation_class_narrowed, mla_generation_class_widen_ops);
    let t592 = model_hidden * run_batch;
    let t593 = 1e-6f * t592;
    let stream_mb_2 = format_residual_bytes * t593;
    let custom_all_reduce_595 = custom_all_reduce(stream_mb_2, run_tp, t295, 1.0f, custom_constant_base_us, custom_constant_hop_us, custom_constant_one_shot_share, custom_constant_two_shot_us, custom_constant_two_shot_share, custom_constant_bulk_us, custom_constant_step_us, custom_constant_bulk_share, custom_constant_copy);
    let t598 = 2.0f * stream_mb_2;
    let t604 = select((custom_all_reduce_595.transfer + ((t305 * ((t300 * t598) / run_tp)) / t295)), 0.0f, t309);
    let elementwise_606 = elementwise(t598, 1e-6f, memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t611 = 4.0f * stream_mb_2;
    let elementwise_612 = elementwise(t611, (1e-5f * t592), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t616 = t326 * t593;
    let elementwise_618 = elementwise(t616, (4e-6f * t592), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t623 = t220 * (run_batch * heads_per_chip);
    let t625 = t326 * (1e-6f * t623);
    let elementwise_627 = elementwise(t625, (4e-6f * t623), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_631 = gemm(run_batch, t345, t346, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let gemm_638 = gemm(run_batch, t355, t356, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let gemm_645 = gemm(run_batch, t366, t273, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t652 = run_batch * t375;
    let t659 = (2.0f * (format_residual_bytes * (1e-6f * t652))) + (format_kv_bytes * (1e-6f * (run_batch * cached_elements)));
    let elementwise_661 = elementwise(t659, (6e-6f * t652), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_665 = gemm(run_batch, t346, t395, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let gemm_673 = gemm(run_batch, t406, t346, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t680 = run_batch * t238;
    let t681 = 1e-6f * t680;
    let t683 = model_mlp_matrices * (format_residual_bytes * t681);
    let elementwise_685 = elementwise(t683, (8e-6f * t680), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t689 = t326 * t681;
    let elementwise_691 = elementwise(t689, (4e-6f * t680), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_695 = gemm(run_batch, t346, t431, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let gemm_702 = gemm(run_batch, t439, t346, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t709 = max(run_batch, 1.0f);
    let t710 = t449 * t709;
    let distinct_experts_711 = distinct_experts(t439, t449, t709);
    let tile_rows_2 = min(128.0f, max(16.0f, (t186 * (t710 / t439))));
    let blocks_2 = max(distinct_experts_711.distinct, ((t710 / tile_rows_2) + (0.5f * distinct_experts_711.distinct)));
    let t722 = max(0.0f, (t710 - t710));
    let elementwise_mb_2 = format_residual_bytes * (1e-6f * ((t472 * t710) + (model_hidden * (2.0f * t709))));
    let t729 = t483 / elementwise_mb_2;
    let elementwise_time_2 = ((elementwise_mb_2 * (1.0f / (1.0f + (t729 * t729)))) / expert_memory) + (elementwise_mb_2 / t481);
    let route_time_2 = (t495 + (t175 + (t182 * (0.001f * t710)))) / chip_clock_ghz;
    let grouped_gemm_742 = grouped_gemm(t498, t346, format_weight_bytes, format_activation_bytes, format_residual_bytes, distinct_experts_711.distinct, t710, blocks_2, tile_rows_2, t722, chip_units, chip_clock_ghz, expert_unit_rate, expert_memory, t181, t180, t178, t179, t185);
    let grouped_gemm_748 = grouped_gemm(t346, t505, format_weight_bytes, format_activation_bytes, format_residual_bytes, distinct_experts_711.distinct, t710, blocks_2, tile_rows_2, t722, chip_units, chip_clock_ghz, expert_unit_rate, expert_memory, t181, t180, t178, t179, t185);
    let gemm_754 = gemm(run_batch, t513, t346, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t761 = run_batch * t242;
    let t764 = model_mlp_matrices * (format_residual_bytes * (1e-6f * t761));
    let elementwise_766 = elementwise(t764, (8e-6f * t761), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_770 = gemm(run_batch, t346, t530, format_weight_bytes, format_activation_bytes, format_residual_bytes, model_layers, 1.0f, 0.0f, chip_units, unit_peak, chip_clock_ghz, memory_peak, chip_l2_mb, matmul_launch_kcycles, matmul_split_kcycles, matmul_step_kcycles, matmul_matrix_efficiency, matmul_memory_efficiency, matmul_store_share, matmul_l2_rate, matmul_stream_tiles, matmul_wave_share, matmul_droop, matmul_l2_share);
    let t789 = ((elementwise_312.time + (t318 * elementwise_321.time)) + (t330 * elementwise_331.time)) + (t340 * elementwise_341.time);
    let t791 = ((0.0f * t318) + (0.0f * t330)) + (0.0f * t340);
    let t807 = ((t789 + (model_layers * gemm_347.time)) + (t250 * gemm_357.time)) + (t250 * gemm_367.time);
    let t809 = ((t791 + (model_layers * gemm_347.mflop)) + (t250 * gemm_357.mflop)) + (t250 * gemm_367.mflop);
    let t814 = 0.0f * t386;
    let t825 = ((t807 + (t386 * elementwise_387.time)) + (context_attention_255.time * t392)) + (context_attention_265.time * t393);
    let t827 = ((t809 + t814) + (context_attention_255.mflop * t392)) + (context_attention_265.mflop * t393);
    let t842 = model_layers * (t310 + select(custom_all_reduce_296.launch_time, 0.0f, t309));
    let t844 = model_layers * 0.0f;
    let t848 = (((t825 + (t250 * mla_context_282.time)) + (model_layers * gemm_396.time)) + t842) + (t247 * gemm_407.time);
    let t850 = (((t827 + (t250 * mla_context_282.mflop)) + (model_layers * gemm_396.mflop)) + t844) + (t247 * gemm_407.mflop);
    let t855 = 0.0f * t247;
    let t861 = 0.0f * t426;
    let t866 = ((t848 + (t247 * elementwise_420.time)) + (t426 * elementwise_427.time)) + (t247 * gemm_432.time);
    let t879 = 0.0f * moe_layers;
    let t880 = ((((t850 + t855) + t861) + (t247 * gemm_432.mflop)) + (moe_layers * gemm_440.mflop)) + t879;
    let t883 = ((t866 + (moe_layers * gemm_440.time)) + (moe_layers * route_time)) + (moe_layers * grouped_gemm_499.time);
    let t896 = (t879 + (t880 + (moe_layers * grouped_gemm_499.mflop))) + (moe_layers * grouped_gemm_506.mflop);
    let t900 = ((t883 + (moe_layers * elementwise_time)) + (moe_layers * grouped_gemm_506.time)) + (t249 * gemm_514.time);
    let t907 = 0.0f * t249;
    let t921 = gemm_539.time + (t842 + ((t900 + (t249 * elementwise_526.time)) + (t249 * gemm_531.time)));
    let t922 = gemm_539.mflop + (t844 + (((t896 + (t249 * gemm_514.mflop)) + t907) + (t249 * gemm_531.mflop)));
    let pass_us = t561 + t921;
    let t935 = ((elementwise_606.time + (t318 * elementwise_612.time)) + (t330 * elementwise_618.time)) + (t340 * elementwise_627.time);
    let t943 = (((t598 + (t318 * t611)) + (t330 * t616)) + (t340 * t625)) + (model_layers * gemm_631.mb);
    let t951 = ((t935 + (model_layers * gemm_631.time)) + (t250 * gemm_638.time)) + (t250 * gemm_645.time);
    let t953 = ((t791 + (model_layers * gemm_631.mflop)) + (t250 * gemm_638.mflop)) + (t250 * gemm_645.mflop);
    let t966 = (((t943 + (t250 * gemm_638.mb)) + (t250 * gemm_645.mb)) + (t386 * t659)) + (t392 * generation_attention_565.mb);
    let t968 = ((t951 + (t386 * elementwise_661.time)) + (t392 * generation_attention_565.time)) + (t393 * generation_attention_575.time);
    let t970 = ((t814 + t953) + (t392 * generation_attention_565.mflop)) + (t393 * generation_attention_575.mflop);
    let t984 = ((t966 + (t393 * generation_attention_575.mb)) + (t250 * mla_generation_584.mb)) + (model_layers * gemm_665.mb);
    let t985 = model_layers * (t604 + select(custom_all_reduce_595.launch_time, 0.0f, t309));
    let t990 = (((t968 + (t250 * mla_generation_584.time)) + (model_layers * gemm_665.time)) + t985) + (t247 * gemm_673.time);
    let t992 = (t844 + ((t970 + (t250 * mla_generation_584.mflop)) + (model_layers * gemm_665.mflop))) + (t247 * gemm_673.mflop);
    let t1006 = ((t990 + (t247 * elementwise_685.time)) + (t426 * elementwise_691.time)) + (t247 * gemm_695.time);
    let t1010 = ((((t844 + t984) + (t247 * gemm_673.mb)) + (t247 * t683)) + (t426 * t689)) + (t247 * gemm_695.mb);
    let t1019 = t879 + (((t861 + (t855 + t992)) + (t247 * gemm_695.mflop)) + (moe_layers * gemm_702.mflop));
    let t1022 = ((t1006 + (moe_layers * gemm_702.time)) + (moe_layers * route_time_2)) + (moe_layers * grouped_gemm_742.time);
    let t1031 = ((t879 + (t1010 + (moe_layers * gemm_702.mb))) + (moe_layers * grouped_gemm_742.mb)) + (moe_layers * elementwise_mb_2);
    let t1035 = (t879 + (t1019 + (moe_layers * grouped_gemm_742.mflop))) + (moe_layers * grouped_gemm_748.mflop);
    let t1039 = ((t1022 + (moe_layers * elementwise_time_2)) + (moe_layers * grouped_gemm_748.time)) + (t249 * gemm_754.time);
    let t1054 = (((t1031 + (moe_layers * grouped_gemm_748.mb)) + (t249 * gemm_754.mb)) + (t249 * t764)) + (t249 * gemm_770.mb);
    let t1059 = gemm_539.time + (t985 + ((t1039 + (t249 * elementwise_766.time)) + (t249 * gemm_770.time)));
    let t1060 = gemm_539.mflop + (t844 + ((t907 + (t1035 + (t249 * gemm_754.mflop))) + (t249 * gemm_770.mflop)));
    let pass_us_2 = t561 + t1059;
    let request_us = pass_us + (pass_us_2 * max(0.0f, (run_output - 1.0f)));
    let tokens_per_s = 1000000.0f * ((run_batch * run_output) / request_us);
    let t1072 = model_hidden * 1e-6f;
    let t1080 = select(0.0f, (1e-6f * ((t222 * (heads_per_chip * t236)) + (t364 * (model_kv_lora * heads_per_chip)))), t215);
    let t1085 = model_mlp_matrices * t1072;
    let t1093 = ((t1085 * (model_shared_ffn + (model_experts * model_expert_ffn))) / run_tp) + (model_experts * t1072);
    let t1099 = (model_layers * (((projected_width * t1072) + t1080) + (t220 * (heads_per_chip * t1072)))) + (t247 * ((model_ffn * t1085) / run_tp));
    let layer_mparams = t1099 + (moe_layers * t1093);
    let t1111 = (format_weight_bytes * (layer_mparams + ((model_extra_params * 1e-6f) / run_tp))) + (format_residual_bytes * (t1072 + (model_layers * (2.0f * t1072))));
    let weights_mb = t1111 + (format_head_bytes * (((model_vocab * t1072) / run_tp) * (2.0f - model_tied)));
    let t1114 = run_prompt + run_output;
    let t1121 = 1e-6f * ((t391 * t1114) + (t253 * min(t1114, select(t1114, min(model_window, t1114), t251))));
    let cache_mb = format_kv_bytes * (cached_elements * (run_batch * t1121));
    let t1137 = ((projected_width + (model_hidden * 4.0f)) + (heads_per_chip * t254)) + (model_mlp_matrices * max(t238, (t242 + (model_experts_active * t240))));
    let workspace_mb = (4.0f * (t244 * (run_batch * 1e-6f))) + (format_residual_bytes * (t1137 * (1e-6f * min(t290, max(run_batch, 8192.0f)))));
    let memory_mb = (weights_mb + cache_mb) + workspace_mb;
    let t1147 = chip_memory_capacity_gb * 1000.0f;
    let t1153 = 1000000.0f * (t290 / pass_us);
    let t1155 = 1000000.0f * (run_batch / pass_us_2);
    let t1176 = (model_kv_heads * f32((u32(run_tp) + u32(model_kv_heads) - 1u) / u32(model_kv_heads))) <= run_tp;
    let t1177 = ((run_tp * f32((u32(model_kv_heads) + u32(run_tp) - 1u) / u32(run_tp))) <= model_kv_heads) || t1176;
    let t1187 = select(3.0f, select(4.0f, select(5.0f, 0.0f, (memory_mb <= t1147)), (t215 || t1177)), (run_tp <= max(chip_scaleup_domain, 1.0f)));
    let t1188 = select(2.0f, t1187, ((run_tp * f32((u32(model_heads) + u32(run_tp) - 1u) / u32(run_tp))) <= model_heads));
    let reason = select(1.0f, t1188, t190);
    return llm_kernel_result((0.001f * pass_us), (0.001f * pass_us_2), (1e-6f * request_us), t1153, t1155, tokens_per_s, (tokens_per_s / run_tp), (t1153 / run_tp), (t1155 / run_tp), (t922 / (matrix_peak * pass_us)), (t1060 / (matrix_peak * pass_us_2)), ((gemm_539.mb + (t844 + t1054)) / (memory_peak * pass_us_2)), ((t561 + (t842 + t842)) / pass_us), ((t561 + (t985 + t985)) / pass_us_2), (0.001f * weights_mb), (0.001f * cache_mb), (0.001f * memory_mb), (memory_mb / t1147), reason);
}
