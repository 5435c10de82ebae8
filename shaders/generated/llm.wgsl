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
    let t85 = ceil((n * 0.015625f));
    let waves = t78 * (t85 * (groups * max(1.0f, ((m * 0.0625f) + 0.5f))));
    let main_loop = 1024.0f * sqrt(sqrt((t77 + (t73 * 9.536743e-7f))));
    let store = 1024.0f * t65;
    let whole_tiles = max(1.0f, ((t79 * waves) + (wave_share * max(waves, ceil((0.99999905f * waves)))))) * (main_loop + store);
    let t113 = groups * max(1.0f, (0.5f + (m * 0.015625f)));
    let waves_2 = t78 * (t85 * t113);
    let main_loop_2 = 1024.0f * sqrt(sqrt((t77 + (t73 * 0.00024414063f))));
    let store_2 = t65 * 4096.0f;
    let whole_tiles_2 = max(1.0f, ((t79 * waves_2) + (wave_share * max(waves_2, ceil((0.99999905f * waves_2)))))) * (main_loop_2 + store_2);
    let t136 = ceil((n * 0.0078125f));
    let waves_3 = t78 * (t113 * t136);
    let main_loop_3 = 1024.0f * sqrt(sqrt((t77 + (t73 * 0.00390625f))));
    let store_3 = t65 * 8192.0f;
    let whole_tiles_3 = max(1.0f, ((t79 * waves_3) + (wave_share * max(waves_3, ceil((0.99999905f * waves_3)))))) * (main_loop_3 + store_3);
    let t160 = groups * max(1.0f, (0.5f + (m * 0.0078125f)));
    let waves_4 = t78 * (t136 * t160);
    let main_loop_4 = 1024.0f * sqrt(sqrt((t77 + (t73 * 0.0625f))));
    let store_4 = t65 * 16384.0f;
    let whole_tiles_4 = max(1.0f, ((t79 * waves_4) + (wave_share * max(waves_4, ceil((0.99999905f * waves_4)))))) * (main_loop_4 + store_4);
    let waves_5 = t78 * (t160 * ceil((n * 0.00390625f)));
    let main_loop_5 = 1024.0f * sqrt(sqrt((t73 + t77)));
    let store_5 = t65 * 32768.0f;
    let whole_tiles_5 = max(1.0f, ((t79 * waves_5) + (wave_share * max(waves_5, ceil((0.99999905f * waves_5)))))) * (main_loop_5 + store_5);
    let whole_time = min(min(min(min(whole_tiles, whole_tiles_2), whole_tiles_3), whole_tiles_4), whole_tiles_5);
    let compute_time = whole_time * (1.0f + (0.2f * (1.0f - (1000.0f / (whole_time + 1000.0f)))));
    let mflop = k * (n * (m * (groups * 2e-6f)));
    let t212 = 0.0009765625f * min(1000000000000.0f, compute_time);
    let t213 = t212 * t212;
    let t216 = 0.0009765625f * min(1000000000000.0f, memory_time);
    let t217 = t216 * t216;
    let time = launch + (1024.0f * sqrt(sqrt(((t213 * t213) + (t217 * t217)))));
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
) -> llm_kernel_result {
    let t60 = max(chip_vector_ops, 1.0f);
    let t62 = 0.0f < chip_matrix_ops;
    let t63 = select(t60, chip_matrix_ops, t62);
    let t67 = 0.001f * (chip_clock_ghz * chip_matrix_factor);
    let t70 = chip_units * (0.001f * (chip_vector_clock_ghz * chip_vector_factor));
    let memory_peak = (chip_memory_factor * (chip_memory_bus_bits * chip_memory_rate_gbit)) / 8000.0f;
    let t75 = t63 * t67;
    let matrix_peak = chip_units * t75;
    let unit_rate = chip_matrix_efficiency * t75;
    let wide_peak = select(t63, chip_attention_ops, (0.0f < chip_attention_ops)) * t67;
    let wide_unit_rate = chip_matrix_efficiency * wide_peak;
    let vector_rate = t60 * t70;
    let special_rate = chip_special_ops * t70;
    let memory_rate = chip_memory_efficiency * memory_peak;
    let l2_rate = 0.001f * (chip_clock_ghz * (chip_units * chip_l2_rate));
    let link_rate = chip_scaleup_efficiency * (chip_scaleup_factor * (chip_scaleup_links * chip_scaleup_link_tbps));
    let t90 = 0.5f < model_latent;
    let heads_per_chip = model_heads / run_tp;
    let kv_heads_per_chip = max(1.0f, (model_kv_heads / run_tp));
    let t95 = select(model_head_dim, model_v_head_dim, (0.0f < model_v_head_dim));
    let t97 = select(model_head_dim, (model_rope_dim + model_nope_dim), t90);
    let t98 = model_kv_lora + model_rope_dim;
    let t100 = kv_heads_per_chip * (model_head_dim + t95);
    let moe_layers = max(0.0f, select(0.0f, (model_layers - model_dense_layers), (0.0f < model_experts)));
    let t105 = select(kv_heads_per_chip, heads_per_chip, t90);
    let projected_width = select((t100 + (model_head_dim * heads_per_chip)), (model_q_lora + t98), t90);
    let t111 = select(model_hidden, model_q_lora, (0.0f < model_q_lora));
    let t113 = max(1.0f, (model_ffn / run_tp));
    let t115 = max(1.0f, (model_expert_ffn / run_tp));
    let t117 = max(1.0f, (model_shared_ffn / run_tp));
    let t119 = max(1.0f, (model_vocab / run_tp));
    let cached_elements = select(t100, t98, t90);
    let t121 = select(kv_heads_per_chip, 1.0f, t90);
    let t122 = model_layers - moe_layers;
    let t124 = select(0.0f, moe_layers, (0.0f < model_shared_ffn));
    let t125 = select(0.0f, model_layers, t90);
    let t126 = 0.0f < model_window;
    let t128 = select(0.0f, min(model_layers, model_window_layers), t126);
    let t129 = t95 + t97;
    let context_attention_137 = context_attention(run_batch, heads_per_chip, t105, t97, t95, t129, run_prompt, 0.0f, run_prompt, format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, wide_peak, special_rate, memory_peak, 128.0f, 1.0f, 8.2f, 0.59f, 0.7f, 6.3f, 0.74f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 0.1f);
    let context_attention_147 = context_attention(run_batch, heads_per_chip, t105, t97, t95, t129, run_prompt, 0.0f, select(run_prompt, min(model_window, run_prompt), t126), format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, wide_peak, special_rate, memory_peak, 128.0f, 1.0f, 8.2f, 0.59f, 0.7f, 6.3f, 0.74f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 0.1f);
    let t155 = run_batch * run_prompt;
    let t157 = model_hidden * t155;
    let t158 = 1e-6f * t157;
    let stream_mb = format_residual_bytes * t158;
    let all_reduce_160 = all_reduce(stream_mb, run_tp, link_rate, chip_hop_us, chip_launch_us);
    let elementwise_165 = elementwise((stream_mb * 2.0f), 1e-6f, memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t171 = model_layers * 2.0f;
    let elementwise_174 = elementwise((stream_mb * 4.0f), (t157 * 1e-5f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t178 = format_activation_bytes < format_residual_bytes;
    let t179 = format_activation_bytes + format_residual_bytes;
    let t183 = select(0.0f, t171, t178);
    let elementwise_184 = elementwise((t158 * t179), (t157 * 4e-6f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t189 = t95 * (heads_per_chip * t155);
    let t193 = select(0.0f, model_layers, t178);
    let elementwise_194 = elementwise((t179 * (1e-6f * t189)), (4e-6f * t189), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t198 = max(1.0f, projected_width);
    let t199 = max(model_hidden, 1.0f);
    let gemm_200 = gemm(1.0f, t155, t198, t199, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t207 = heads_per_chip * t97;
    let t208 = max(1.0f, t207);
    let t209 = max(1.0f, t111);
    let gemm_210 = gemm(1.0f, t155, t208, t209, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t217 = model_nope_dim + t95;
    let t219 = max(1.0f, (heads_per_chip * t217));
    let t220 = max(model_kv_lora, 1.0f);
    let gemm_221 = gemm(1.0f, t155, t219, t220, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t229 = t207 + (t97 * t121);
    let t230 = t155 * t229;
    let t237 = (2.0f * (format_residual_bytes * (1e-6f * t230))) + (format_kv_bytes * (1e-6f * (cached_elements * t155)));
    let elementwise_240 = elementwise(t237, (t230 * 6e-6f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t244 = model_layers - t128;
    let t246 = max(1.0f, (heads_per_chip * t95));
    let gemm_247 = gemm(1.0f, t155, t199, t246, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t255 = model_mlp_matrices - 1.0f;
    let t257 = max(1.0f, (t113 * t255));
    let gemm_258 = gemm(1.0f, t155, t257, t199, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t265 = t113 * t155;
    let t266 = 1e-6f * t265;
    let elementwise_271 = elementwise((model_mlp_matrices * (format_residual_bytes * t266)), (t265 * 8e-6f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t277 = select(0.0f, t122, t178);
    let elementwise_278 = elementwise((t179 * t266), (4e-6f * t265), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t282 = max(1.0f, t113);
    let gemm_283 = gemm(1.0f, t155, t199, t282, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t290 = max(model_experts, 1.0f);
    let gemm_291 = gemm(1.0f, t155, t290, t199, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t299 = min(t290, max(model_experts_active, 1.0f));
    let distinct_experts_301 = distinct_experts(t290, t299, max(1.0f, t155));
    let t303 = t155 * t299;
    let rows_per_expert = t303 / distinct_experts_301.distinct;
    let t305 = t290 + t299;
    let t311 = moe_layers * 2.0f;
    let elementwise_312 = elementwise((format_residual_bytes * (1e-6f * (t155 * t305))), (1e-5f * (t155 * t290)), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t316 = 1.0f + t299;
    let t317 = stream_mb * t316;
    let elementwise_318 = elementwise(t317, 1e-6f, memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let expert_unit_rate = unit_rate * 0.75f;
    let t325 = max(1.0f, (t115 * t255));
    let grouped_gemm_326 = grouped_gemm(distinct_experts_301.distinct, rows_per_expert, t325, t199, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, expert_unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t333 = t115 * t303;
    let t334 = 1e-6f * t333;
    let elementwise_338 = elementwise((model_mlp_matrices * (format_residual_bytes * t334)), (8e-6f * t333), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t344 = select(0.0f, moe_layers, t178);
    let elementwise_345 = elementwise((t179 * t334), (4e-6f * t333), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t349 = max(1.0f, t115);
    let grouped_gemm_350 = grouped_gemm(distinct_experts_301.distinct, rows_per_expert, t199, t349, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, expert_unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let elementwise_360 = elementwise(t317, ((t157 * t299) * 2e-6f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t365 = max(1.0f, (t117 * t255));
    let gemm_366 = gemm(1.0f, t155, t365, t199, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t373 = t117 * t155;
    let elementwise_378 = elementwise((model_mlp_matrices * (format_residual_bytes * (1e-6f * t373))), (8e-6f * t373), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t382 = max(1.0f, t117);
    let gemm_383 = gemm(1.0f, t155, t199, t382, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let gemm_391 = gemm(1.0f, run_batch, max(1.0f, t119), t199, format_head_bytes, format_residual_bytes, format_residual_bytes, chip_units, wide_unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let all_gather_401 = all_gather((format_residual_bytes * (1e-6f * (model_vocab * run_batch))), run_tp, link_rate, chip_hop_us, chip_launch_us);
    let t404 = all_gather_401.network_time + all_gather_401.latency;
    let mean_context = run_prompt + (run_output * 0.5f);
    let t407 = select(t97, t98, t90);
    let t408 = select(t95, model_kv_lora, t90);
    let t409 = cached_elements / t121;
    let generation_attention_423 = generation_attention(run_batch, heads_per_chip, t121, t407, t408, t409, mean_context, mean_context, format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, wide_peak, memory_peak, chip_l2_mb, 128.0f, 64.0f, 65536.0f, 8.1f, 0.96f, 26.0f, 0.22f, 2.6f, 0.25f, 3.7f, 0.28f, 0.6f, 5.5f, 10.5f, 1.0f, 1.0f, 1.0f, 1.0f, 0.1f, special_rate);
    let generation_attention_433 = generation_attention(run_batch, heads_per_chip, t121, t407, t408, t409, mean_context, select(mean_context, min(model_window, mean_context), t126), format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, wide_peak, memory_peak, chip_l2_mb, 128.0f, 64.0f, 65536.0f, 8.1f, 0.96f, 26.0f, 0.22f, 2.6f, 0.25f, 3.7f, 0.28f, 0.6f, 5.5f, 10.5f, 1.0f, 1.0f, 1.0f, 1.0f, 0.1f, special_rate);
    let t441 = model_hidden * run_batch;
    let t442 = 1e-6f * t441;
    let stream_mb_2 = format_residual_bytes * t442;
    let all_reduce_444 = all_reduce(stream_mb_2, run_tp, link_rate, chip_hop_us, chip_launch_us);
    let t447 = 2.0f * stream_mb_2;
    let elementwise_448 = elementwise(t447, 1e-6f, memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t453 = 4.0f * stream_mb_2;
    let elementwise_454 = elementwise(t453, (1e-5f * t441), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t458 = t179 * t442;
    let elementwise_460 = elementwise(t458, (4e-6f * t441), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t465 = t95 * (run_batch * heads_per_chip);
    let t467 = t179 * (1e-6f * t465);
    let elementwise_469 = elementwise(t467, (4e-6f * t465), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_473 = gemm(1.0f, run_batch, t198, t199, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let gemm_480 = gemm(1.0f, run_batch, t208, t209, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let gemm_487 = gemm(1.0f, run_batch, t219, t220, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t494 = run_batch * t229;
    let t501 = (2.0f * (format_residual_bytes * (1e-6f * t494))) + (format_kv_bytes * (1e-6f * (run_batch * cached_elements)));
    let elementwise_503 = elementwise(t501, (6e-6f * t494), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_507 = gemm(1.0f, run_batch, t199, t246, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let gemm_515 = gemm(1.0f, run_batch, t257, t199, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t522 = run_batch * t113;
    let t523 = 1e-6f * t522;
    let t525 = model_mlp_matrices * (format_residual_bytes * t523);
    let elementwise_527 = elementwise(t525, (8e-6f * t522), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t531 = t179 * t523;
    let elementwise_533 = elementwise(t531, (4e-6f * t522), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_537 = gemm(1.0f, run_batch, t199, t282, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let gemm_544 = gemm(1.0f, run_batch, t290, t199, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let distinct_experts_552 = distinct_experts(t290, t299, max(run_batch, 1.0f));
    let t554 = run_batch * t299;
    let rows_per_expert_2 = t554 / distinct_experts_552.distinct;
    let t558 = format_residual_bytes * (1e-6f * (run_batch * t305));
    let elementwise_561 = elementwise(t558, (1e-5f * (run_batch * t290)), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t565 = t316 * stream_mb_2;
    let elementwise_566 = elementwise(t565, 1e-6f, memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let grouped_gemm_570 = grouped_gemm(distinct_experts_552.distinct, rows_per_expert_2, t325, t199, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, expert_unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t577 = t115 * t554;
    let t578 = 1e-6f * t577;
    let t580 = model_mlp_matrices * (format_residual_bytes * t578);
    let elementwise_582 = elementwise(t580, (8e-6f * t577), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t586 = t179 * t578;
    let elementwise_588 = elementwise(t586, (4e-6f * t577), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let grouped_gemm_592 = grouped_gemm(distinct_experts_552.distinct, rows_per_expert_2, t199, t349, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, expert_unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let elementwise_601 = elementwise(t565, (2e-6f * (t299 * t441)), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_605 = gemm(1.0f, run_batch, t365, t199, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t612 = run_batch * t117;
    let t615 = model_mlp_matrices * (format_residual_bytes * (1e-6f * t612));
    let elementwise_617 = elementwise(t615, (8e-6f * t612), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_621 = gemm(1.0f, run_batch, t199, t382, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t640 = ((elementwise_165.time + (t171 * elementwise_174.time)) + (t183 * elementwise_184.time)) + (t193 * elementwise_194.time);
    let t642 = ((0.0f * t171) + (0.0f * t183)) + (0.0f * t193);
    let t658 = ((t640 + (model_layers * gemm_200.time)) + (t125 * gemm_210.time)) + (t125 * gemm_221.time);
    let t660 = ((t642 + (model_layers * gemm_200.mflop)) + (t125 * gemm_210.mflop)) + (t125 * gemm_221.mflop);
    let t665 = model_layers * 0.0f;
    let t676 = ((t658 + (model_layers * elementwise_240.time)) + (context_attention_137.time * t244)) + (t128 * context_attention_147.time);
    let t678 = ((t660 + t665) + (context_attention_137.mflop * t244)) + (t128 * context_attention_147.mflop);
    let t687 = model_layers * (all_reduce_160.network_time + all_reduce_160.latency);
    let t698 = (((t676 + (model_layers * gemm_247.time)) + t687) + (t122 * gemm_258.time)) + (t122 * elementwise_271.time);
    let t699 = 0.0f * t122;
    let t705 = 0.0f * t277;
    let t706 = (((t665 + (t678 + (model_layers * gemm_247.mflop))) + (t122 * gemm_258.mflop)) + t699) + t705;
    let t716 = ((t698 + (t277 * elementwise_278.time)) + (t122 * gemm_283.time)) + (moe_layers * gemm_291.time);
    let t723 = 0.0f * t311;
    let t729 = 0.0f * moe_layers;
    let t734 = ((t716 + (t311 * elementwise_312.time)) + (moe_layers * elementwise_318.time)) + (moe_layers * grouped_gemm_326.time);
    let t736 = ((((t706 + (t122 * gemm_283.mflop)) + (moe_layers * gemm_291.mflop)) + t723) + t729) + (moe_layers * grouped_gemm_326.mflop);
    let t746 = 0.0f * t344;
    let t751 = ((t734 + (moe_layers * elementwise_338.time)) + (t344 * elementwise_345.time)) + (moe_layers * grouped_gemm_350.time);
    let t763 = (t729 + (((t729 + t736) + t746) + (moe_layers * grouped_gemm_350.mflop))) + (t124 * gemm_366.mflop);
    let t767 = ((t751 + (moe_layers * elementwise_360.time)) + (t124 * gemm_366.time)) + (t124 * elementwise_378.time);
    let t768 = 0.0f * t124;
    let pass_us = t404 + (gemm_391.time + (t687 + (t767 + (t124 * gemm_383.time))));
    let t796 = ((elementwise_448.time + (t171 * elementwise_454.time)) + (t183 * elementwise_460.time)) + (t193 * elementwise_469.time);
    let t804 = (((t447 + (t171 * t453)) + (t183 * t458)) + (t193 * t467)) + (model_layers * gemm_473.mb);
    let t812 = ((t796 + (model_layers * gemm_473.time)) + (t125 * gemm_480.time)) + (t125 * gemm_487.time);
    let t814 = ((t642 + (model_layers * gemm_473.mflop)) + (t125 * gemm_480.mflop)) + (t125 * gemm_487.mflop);
    let t827 = (((t804 + (t125 * gemm_480.mb)) + (t125 * gemm_487.mb)) + (model_layers * t501)) + (t244 * generation_attention_423.mb);
    let t829 = ((t812 + (model_layers * elementwise_503.time)) + (t244 * generation_attention_423.time)) + (t128 * generation_attention_433.time);
    let t831 = ((t665 + t814) + (t244 * generation_attention_423.mflop)) + (t128 * generation_attention_433.mflop);
    let t840 = model_layers * (all_reduce_444.network_time + all_reduce_444.latency);
    let t849 = (t665 + ((t827 + (t128 * generation_attention_433.mb)) + (model_layers * gemm_507.mb))) + (t122 * gemm_515.mb);
    let t851 = (((t829 + (model_layers * gemm_507.time)) + t840) + (t122 * gemm_515.time)) + (t122 * elementwise_527.time);
    let t857 = t705 + (t699 + ((t665 + (t831 + (model_layers * gemm_507.mflop))) + (t122 * gemm_515.mflop)));
    let t867 = ((t851 + (t277 * elementwise_533.time)) + (t122 * gemm_537.time)) + (moe_layers * gemm_544.time);
    let t871 = (((t849 + (t122 * t525)) + (t277 * t531)) + (t122 * gemm_537.mb)) + (moe_layers * gemm_544.mb);
    let t880 = moe_layers * t565;
    let t883 = ((t867 + (t311 * elementwise_561.time)) + (moe_layers * elementwise_566.time)) + (moe_layers * grouped_gemm_570.time);
    let t885 = (t729 + (t723 + ((t857 + (t122 * gemm_537.mflop)) + (moe_layers * gemm_544.mflop)))) + (moe_layers * grouped_gemm_570.mflop);
    let t892 = (((t871 + (t311 * t558)) + t880) + (moe_layers * grouped_gemm_570.mb)) + (moe_layers * t580);
    let t899 = ((t883 + (moe_layers * elementwise_582.time)) + (t344 * elementwise_588.time)) + (moe_layers * grouped_gemm_592.time);
    let t911 = (t729 + ((t746 + (t729 + t885)) + (moe_layers * grouped_gemm_592.mflop))) + (t124 * gemm_605.mflop);
    let t913 = (t880 + ((t892 + (t344 * t586)) + (moe_layers * grouped_gemm_592.mb))) + (t124 * gemm_605.mb);
    let t915 = ((t899 + (moe_layers * elementwise_601.time)) + (t124 * gemm_605.time)) + (t124 * elementwise_617.time);
    let pass_us_2 = t404 + (gemm_391.time + (t840 + (t915 + (t124 * gemm_621.time))));
    let request_us = pass_us + (pass_us_2 * max(0.0f, (run_output - 1.0f)));
    let tokens_per_s = 1000000.0f * ((run_batch * run_output) / request_us);
    let t942 = model_hidden * 1e-6f;
    let t950 = select(0.0f, (1e-6f * ((t97 * (heads_per_chip * t111)) + (t217 * (model_kv_lora * heads_per_chip)))), t90);
    let t955 = model_mlp_matrices * t942;
    let t963 = ((t955 * (model_shared_ffn + (model_experts * model_expert_ffn))) / run_tp) + (model_experts * t942);
    let t969 = (model_layers * (((projected_width * t942) + t950) + (t95 * (heads_per_chip * t942)))) + (t122 * ((model_ffn * t955) / run_tp));
    let layer_mparams = t969 + (moe_layers * t963);
    let t981 = (format_weight_bytes * (layer_mparams + ((model_extra_params * 1e-6f) / run_tp))) + (format_residual_bytes * (t942 + (model_layers * (2.0f * t942))));
    let weights_mb = t981 + (format_head_bytes * (((model_vocab * t942) / run_tp) * (2.0f - model_tied)));
    let t984 = run_prompt + run_output;
    let t991 = 1e-6f * ((t244 * t984) + (t128 * min(t984, select(t984, min(model_window, t984), t126))));
    let cache_mb = format_kv_bytes * (cached_elements * (run_batch * t991));
    let t1007 = ((projected_width + (model_hidden * 4.0f)) + (heads_per_chip * t129)) + (model_mlp_matrices * max(t113, (t117 + (model_experts_active * t115))));
    let workspace_mb = (4.0f * (t119 * (run_batch * 1e-6f))) + (format_residual_bytes * (t1007 * (1e-6f * min(t155, max(run_batch, 8192.0f)))));
    let memory_mb = (weights_mb + cache_mb) + workspace_mb;
    let t1017 = chip_memory_capacity_gb * 1000.0f;
    let t1023 = 1000000.0f * (t155 / pass_us);
    let t1025 = 1000000.0f * (run_batch / pass_us_2);
    let t1030 = (gemm_391.mflop + (t665 + ((t763 + t768) + (t124 * gemm_383.mflop)))) / (matrix_peak * pass_us);
    let t1032 = (gemm_391.mflop + (t665 + ((t768 + t911) + (t124 * gemm_621.mflop)))) / (matrix_peak * pass_us_2);
    let t1034 = (gemm_391.mb + (t665 + ((t913 + (t124 * t615)) + (t124 * gemm_621.mb)))) / (memory_peak * pass_us_2);
    let t1046 = (model_kv_heads * f32((u32(run_tp) + u32(model_kv_heads) - 1u) / u32(model_kv_heads))) <= run_tp;
    let t1047 = ((run_tp * f32((u32(model_kv_heads) + u32(run_tp) - 1u) / u32(run_tp))) <= model_kv_heads) || t1046;
    let t1058 = select(3.0f, select(4.0f, select(5.0f, 0.0f, (memory_mb <= t1017)), (t90 || t1047)), (run_tp <= max(chip_scaleup_domain, 1.0f)));
    let t1059 = select(2.0f, t1058, ((run_tp * f32((u32(model_heads) + u32(run_tp) - 1u) / u32(run_tp))) <= model_heads));
    let reason = select(1.0f, t1059, t62);
    return llm_kernel_result((0.001f * pass_us), (0.001f * pass_us_2), (1e-6f * request_us), t1023, t1025, tokens_per_s, (tokens_per_s / run_tp), (t1023 / run_tp), (t1025 / run_tp), t1030, t1032, t1034, ((t404 + (t687 + t687)) / pass_us), ((t404 + (t840 + t840)) / pass_us_2), (0.001f * weights_mb), (0.001f * cache_mb), (0.001f * memory_mb), (memory_mb / t1017), reason);
}
