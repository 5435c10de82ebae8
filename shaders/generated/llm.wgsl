// The kernel `llm`, traced from the equations in src/model/: edit those, then run
//     UPDATE_GOLDEN=1 cargo test --test golden_wgsl
// Units: us, MB, MFLOP, TB/s, TFLOP/s, GHz; see src/model/mod.rs.

struct attention_prefill_result {
    time: f32,
    matrix_time: f32,
    vector_time: f32,
    memory_time: f32,
    latency: f32,
    mb: f32,
    mflop: f32,
}
fn attention_prefill(
    batch: f32,
    heads: f32,
    kv_heads: f32,
    qk_dim: f32,
    v_dim: f32,
    queries: f32,
    visible: f32,
    bytes: f32,
    units: f32,
    rate: f32,
    clock: f32,
    vector: f32,
    special: f32,
    memory: f32,
    launch: f32,
) -> attention_prefill_result {
    let pairs = (queries * visible) - ((visible * (visible - 1.0f)) * 0.5f);
    let t30 = batch * heads;
    let t31 = qk_dim + v_dim;
    let mflop = t31 * (t30 * (2e-6f * pairs));
    let computed_pairs = (pairs + (queries * min(visible, 64.0f))) * t30;
    let matrix_time = (t31 * (2e-6f * computed_pairs)) / (0.71f * (units * rate));
    let vector_time = computed_pairs * ((5e-6f / vector) + (1e-6f / special));
    let t50 = sqrt(((matrix_time * matrix_time) + (vector_time * vector_time)));
    let t66 = min((t50 + ((7.6f * (t30 * max(1.0f, (queries / 128.0f)))) / (units * clock))), 1000000000000.0f);
    let t68 = t66 * 0.0009765625f;
    let t69 = t68 * t68;
    let t71 = min(((t50 * (units * ((visible * min(queries, 128.0f)) / computed_pairs))) + (7.6f / clock)), 1000000000000.0f);
    let t72 = 0.0009765625f * t71;
    let t73 = t72 * t72;
    let busy_time = sqrt(sqrt(((t69 * t69) + (t73 * t73)))) * 1024.0f;
    let mb = bytes * (t31 * ((1e-6f * (batch * queries)) * (heads + kv_heads)));
    let memory_time = mb / memory;
    let latency = launch + 5.0f;
    let t90 = 0.0009765625f * min(1000000000000.0f, busy_time);
    let t91 = t90 * t90;
    let t94 = 0.0009765625f * min(1000000000000.0f, memory_time);
    let t95 = t94 * t94;
    let time = latency + (1024.0f * sqrt(sqrt(((t91 * t91) + (t95 * t95)))));
    return attention_prefill_result(time, matrix_time, vector_time, memory_time, latency, mb, mflop);
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

struct attention_decode_result {
    time: f32,
    matrix_time: f32,
    vector_time: f32,
    memory_time: f32,
    latency: f32,
    mb: f32,
    mflop: f32,
}
fn attention_decode(
    batch: f32,
    heads: f32,
    kv_heads: f32,
    qk_dim: f32,
    v_dim: f32,
    context: f32,
    cache_bytes: f32,
    bytes: f32,
    units: f32,
    rate: f32,
    clock: f32,
    vector: f32,
    special: f32,
    memory: f32,
    launch: f32,
) -> attention_decode_result {
    let t19 = qk_dim + v_dim;
    let attended_tokens = batch * context;
    let computed_pairs = (16.0f * ceil(((heads / (kv_heads * 16.0f)) * 0.99999905f))) * (kv_heads * attended_tokens);
    let matrix_time = (t19 * (2e-6f * computed_pairs)) / (0.71f * (units * rate));
    let vector_time = computed_pairs * ((5e-6f / vector) + (1e-6f / special));
    let stream_time = (((0.001f * (((cache_bytes * 128.0f) / kv_heads) / 30.0f)) + 0.19f) / clock) * max(1.0f, (((batch * kv_heads) * max(1.0f, (context / 128.0f))) / units));
    let t62 = sqrt(((matrix_time * matrix_time) + (vector_time * vector_time)));
    let busy_time = (3.62f / clock) + sqrt(((stream_time * stream_time) + (t62 * t62)));
    let mb = (cache_bytes * (attended_tokens * 1e-6f)) + (bytes * (t19 * (heads * (batch * 1e-6f))));
    let mflop = t19 * (heads * (2e-6f * attended_tokens));
    let memory_time = mb / memory;
    let latency = launch + 5.3f;
    let t84 = min(busy_time, 1000000000000.0f) * 0.0009765625f;
    let t85 = t84 * t84;
    let t88 = 0.0009765625f * min(memory_time, 1000000000000.0f);
    let t89 = t88 * t88;
    let time = latency + (sqrt(sqrt(((t85 * t85) + (t89 * t89)))) * 1024.0f);
    return attention_decode_result(time, matrix_time, vector_time, memory_time, latency, mb, mflop);
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
    let wide_unit_rate = chip_matrix_efficiency * (select(t63, chip_attention_ops, (0.0f < chip_attention_ops)) * t67);
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
    let attention_prefill_129 = attention_prefill(run_batch, heads_per_chip, t105, t97, t95, run_prompt, run_prompt, format_residual_bytes, chip_units, wide_unit_rate, chip_clock_ghz, vector_rate, special_rate, memory_rate, chip_launch_us);
    let attention_prefill_139 = attention_prefill(run_batch, heads_per_chip, t105, t97, t95, run_prompt, select(run_prompt, min(model_window, run_prompt), t126), format_residual_bytes, chip_units, wide_unit_rate, chip_clock_ghz, vector_rate, special_rate, memory_rate, chip_launch_us);
    let t147 = run_batch * run_prompt;
    let t149 = model_hidden * t147;
    let t150 = 1e-6f * t149;
    let stream_mb = format_residual_bytes * t150;
    let all_reduce_152 = all_reduce(stream_mb, run_tp, link_rate, chip_hop_us, chip_launch_us);
    let elementwise_157 = elementwise((stream_mb * 2.0f), 1e-6f, memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t163 = model_layers * 2.0f;
    let elementwise_166 = elementwise((stream_mb * 4.0f), (t149 * 1e-5f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t170 = format_activation_bytes < format_residual_bytes;
    let t171 = format_activation_bytes + format_residual_bytes;
    let t175 = select(0.0f, t163, t170);
    let elementwise_176 = elementwise((t150 * t171), (t149 * 4e-6f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t181 = t95 * (heads_per_chip * t147);
    let t185 = select(0.0f, model_layers, t170);
    let elementwise_186 = elementwise((t171 * (1e-6f * t181)), (4e-6f * t181), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t190 = max(1.0f, projected_width);
    let t191 = max(model_hidden, 1.0f);
    let gemm_192 = gemm(1.0f, t147, t190, t191, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t199 = heads_per_chip * t97;
    let t200 = max(1.0f, t199);
    let t201 = max(1.0f, t111);
    let gemm_202 = gemm(1.0f, t147, t200, t201, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t209 = model_nope_dim + t95;
    let t211 = max(1.0f, (heads_per_chip * t209));
    let t212 = max(model_kv_lora, 1.0f);
    let gemm_213 = gemm(1.0f, t147, t211, t212, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t221 = t199 + (t97 * t121);
    let t222 = t147 * t221;
    let t229 = (2.0f * (format_residual_bytes * (1e-6f * t222))) + (format_kv_bytes * (1e-6f * (cached_elements * t147)));
    let elementwise_232 = elementwise(t229, (t222 * 6e-6f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t236 = model_layers - t128;
    let t238 = max(1.0f, (heads_per_chip * t95));
    let gemm_239 = gemm(1.0f, t147, t191, t238, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t247 = model_mlp_matrices - 1.0f;
    let t249 = max(1.0f, (t113 * t247));
    let gemm_250 = gemm(1.0f, t147, t249, t191, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t257 = t113 * t147;
    let t258 = 1e-6f * t257;
    let elementwise_263 = elementwise((model_mlp_matrices * (format_residual_bytes * t258)), (t257 * 8e-6f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t269 = select(0.0f, t122, t170);
    let elementwise_270 = elementwise((t171 * t258), (4e-6f * t257), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t274 = max(1.0f, t113);
    let gemm_275 = gemm(1.0f, t147, t191, t274, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t282 = max(model_experts, 1.0f);
    let gemm_283 = gemm(1.0f, t147, t282, t191, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t291 = min(t282, max(model_experts_active, 1.0f));
    let distinct_experts_293 = distinct_experts(t282, t291, max(1.0f, t147));
    let t295 = t147 * t291;
    let rows_per_expert = t295 / distinct_experts_293.distinct;
    let t297 = t282 + t291;
    let t303 = moe_layers * 2.0f;
    let elementwise_304 = elementwise((format_residual_bytes * (1e-6f * (t147 * t297))), (1e-5f * (t147 * t282)), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t308 = 1.0f + t291;
    let t309 = stream_mb * t308;
    let elementwise_310 = elementwise(t309, 1e-6f, memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let expert_unit_rate = unit_rate * 0.75f;
    let t317 = max(1.0f, (t115 * t247));
    let grouped_gemm_318 = grouped_gemm(distinct_experts_293.distinct, rows_per_expert, t317, t191, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, expert_unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t325 = t115 * t295;
    let t326 = 1e-6f * t325;
    let elementwise_330 = elementwise((model_mlp_matrices * (format_residual_bytes * t326)), (8e-6f * t325), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t336 = select(0.0f, moe_layers, t170);
    let elementwise_337 = elementwise((t171 * t326), (4e-6f * t325), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t341 = max(1.0f, t115);
    let grouped_gemm_342 = grouped_gemm(distinct_experts_293.distinct, rows_per_expert, t191, t341, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, expert_unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let elementwise_352 = elementwise(t309, ((t149 * t291) * 2e-6f), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t357 = max(1.0f, (t117 * t247));
    let gemm_358 = gemm(1.0f, t147, t357, t191, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t365 = t117 * t147;
    let elementwise_370 = elementwise((model_mlp_matrices * (format_residual_bytes * (1e-6f * t365))), (8e-6f * t365), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t374 = max(1.0f, t117);
    let gemm_375 = gemm(1.0f, t147, t191, t374, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let gemm_383 = gemm(1.0f, run_batch, max(1.0f, t119), t191, format_head_bytes, format_residual_bytes, format_residual_bytes, chip_units, wide_unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let all_gather_393 = all_gather((format_residual_bytes * (1e-6f * (model_vocab * run_batch))), run_tp, link_rate, chip_hop_us, chip_launch_us);
    let t396 = all_gather_393.network_time + all_gather_393.latency;
    let mean_context = run_prompt + (run_output * 0.5f);
    let t399 = select(t97, t98, t90);
    let t400 = select(t95, model_kv_lora, t90);
    let t401 = format_kv_bytes * cached_elements;
    let attention_decode_402 = attention_decode(run_batch, heads_per_chip, t121, t399, t400, mean_context, t401, format_residual_bytes, chip_units, wide_unit_rate, chip_clock_ghz, vector_rate, special_rate, memory_rate, chip_launch_us);
    let attention_decode_412 = attention_decode(run_batch, heads_per_chip, t121, t399, t400, select(mean_context, min(model_window, mean_context), t126), t401, format_residual_bytes, chip_units, wide_unit_rate, chip_clock_ghz, vector_rate, special_rate, memory_rate, chip_launch_us);
    let t420 = model_hidden * run_batch;
    let t421 = 1e-6f * t420;
    let stream_mb_2 = format_residual_bytes * t421;
    let all_reduce_423 = all_reduce(stream_mb_2, run_tp, link_rate, chip_hop_us, chip_launch_us);
    let t426 = 2.0f * stream_mb_2;
    let elementwise_427 = elementwise(t426, 1e-6f, memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t432 = 4.0f * stream_mb_2;
    let elementwise_433 = elementwise(t432, (1e-5f * t420), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t437 = t171 * t421;
    let elementwise_439 = elementwise(t437, (4e-6f * t420), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t444 = t95 * (run_batch * heads_per_chip);
    let t446 = t171 * (1e-6f * t444);
    let elementwise_448 = elementwise(t446, (4e-6f * t444), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_452 = gemm(1.0f, run_batch, t190, t191, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let gemm_459 = gemm(1.0f, run_batch, t200, t201, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let gemm_466 = gemm(1.0f, run_batch, t211, t212, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t473 = run_batch * t221;
    let t480 = (2.0f * (format_residual_bytes * (1e-6f * t473))) + (format_kv_bytes * (1e-6f * (run_batch * cached_elements)));
    let elementwise_482 = elementwise(t480, (6e-6f * t473), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_486 = gemm(1.0f, run_batch, t191, t238, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let gemm_494 = gemm(1.0f, run_batch, t249, t191, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t501 = run_batch * t113;
    let t502 = 1e-6f * t501;
    let t504 = model_mlp_matrices * (format_residual_bytes * t502);
    let elementwise_506 = elementwise(t504, (8e-6f * t501), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t510 = t171 * t502;
    let elementwise_512 = elementwise(t510, (4e-6f * t501), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_516 = gemm(1.0f, run_batch, t191, t274, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let gemm_523 = gemm(1.0f, run_batch, t282, t191, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let distinct_experts_531 = distinct_experts(t282, t291, max(run_batch, 1.0f));
    let t533 = run_batch * t291;
    let rows_per_expert_2 = t533 / distinct_experts_531.distinct;
    let t537 = format_residual_bytes * (1e-6f * (run_batch * t297));
    let elementwise_540 = elementwise(t537, (1e-5f * (run_batch * t282)), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t544 = t308 * stream_mb_2;
    let elementwise_545 = elementwise(t544, 1e-6f, memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let grouped_gemm_549 = grouped_gemm(distinct_experts_531.distinct, rows_per_expert_2, t317, t191, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, expert_unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t556 = t115 * t533;
    let t557 = 1e-6f * t556;
    let t559 = model_mlp_matrices * (format_residual_bytes * t557);
    let elementwise_561 = elementwise(t559, (8e-6f * t556), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let t565 = t171 * t557;
    let elementwise_567 = elementwise(t565, (4e-6f * t556), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let grouped_gemm_571 = grouped_gemm(distinct_experts_531.distinct, rows_per_expert_2, t191, t341, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, expert_unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let elementwise_580 = elementwise(t544, (2e-6f * (t291 * t420)), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_584 = gemm(1.0f, run_batch, t357, t191, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t591 = run_batch * t117;
    let t594 = model_mlp_matrices * (format_residual_bytes * (1e-6f * t591));
    let elementwise_596 = elementwise(t594, (8e-6f * t591), memory_rate, l2_rate, chip_l2_mb, vector_rate, chip_launch_us);
    let gemm_600 = gemm(1.0f, run_batch, t191, t374, format_weight_bytes, format_activation_bytes, format_residual_bytes, chip_units, unit_rate, chip_clock_ghz, memory_rate, l2_rate, chip_l2_mb, chip_step_kcycles, chip_wave_share, chip_launch_us);
    let t619 = ((elementwise_157.time + (t163 * elementwise_166.time)) + (t175 * elementwise_176.time)) + (t185 * elementwise_186.time);
    let t621 = ((0.0f * t163) + (0.0f * t175)) + (0.0f * t185);
    let t637 = ((t619 + (model_layers * gemm_192.time)) + (t125 * gemm_202.time)) + (t125 * gemm_213.time);
    let t639 = ((t621 + (model_layers * gemm_192.mflop)) + (t125 * gemm_202.mflop)) + (t125 * gemm_213.mflop);
    let t644 = model_layers * 0.0f;
    let t655 = ((t637 + (model_layers * elementwise_232.time)) + (attention_prefill_129.time * t236)) + (t128 * attention_prefill_139.time);
    let t657 = ((t639 + t644) + (attention_prefill_129.mflop * t236)) + (t128 * attention_prefill_139.mflop);
    let t666 = model_layers * (all_reduce_152.network_time + all_reduce_152.latency);
    let t677 = (((t655 + (model_layers * gemm_239.time)) + t666) + (t122 * gemm_250.time)) + (t122 * elementwise_263.time);
    let t678 = 0.0f * t122;
    let t684 = 0.0f * t269;
    let t685 = (((t644 + (t657 + (model_layers * gemm_239.mflop))) + (t122 * gemm_250.mflop)) + t678) + t684;
    let t695 = ((t677 + (t269 * elementwise_270.time)) + (t122 * gemm_275.time)) + (moe_layers * gemm_283.time);
    let t702 = 0.0f * t303;
    let t708 = 0.0f * moe_layers;
    let t713 = ((t695 + (t303 * elementwise_304.time)) + (moe_layers * elementwise_310.time)) + (moe_layers * grouped_gemm_318.time);
    let t715 = ((((t685 + (t122 * gemm_275.mflop)) + (moe_layers * gemm_283.mflop)) + t702) + t708) + (moe_layers * grouped_gemm_318.mflop);
    let t725 = 0.0f * t336;
    let t730 = ((t713 + (moe_layers * elementwise_330.time)) + (t336 * elementwise_337.time)) + (moe_layers * grouped_gemm_342.time);
    let t742 = (t708 + (((t708 + t715) + t725) + (moe_layers * grouped_gemm_342.mflop))) + (t124 * gemm_358.mflop);
    let t746 = ((t730 + (moe_layers * elementwise_352.time)) + (t124 * gemm_358.time)) + (t124 * elementwise_370.time);
    let t747 = 0.0f * t124;
    let pass_us = t396 + (gemm_383.time + (t666 + (t746 + (t124 * gemm_375.time))));
    let t775 = ((elementwise_427.time + (t163 * elementwise_433.time)) + (t175 * elementwise_439.time)) + (t185 * elementwise_448.time);
    let t783 = (((t426 + (t163 * t432)) + (t175 * t437)) + (t185 * t446)) + (model_layers * gemm_452.mb);
    let t791 = ((t775 + (model_layers * gemm_452.time)) + (t125 * gemm_459.time)) + (t125 * gemm_466.time);
    let t793 = ((t621 + (model_layers * gemm_452.mflop)) + (t125 * gemm_459.mflop)) + (t125 * gemm_466.mflop);
    let t806 = (((t783 + (t125 * gemm_459.mb)) + (t125 * gemm_466.mb)) + (model_layers * t480)) + (t236 * attention_decode_402.mb);
    let t808 = ((t791 + (model_layers * elementwise_482.time)) + (t236 * attention_decode_402.time)) + (t128 * attention_decode_412.time);
    let t810 = ((t644 + t793) + (t236 * attention_decode_402.mflop)) + (t128 * attention_decode_412.mflop);
    let t819 = model_layers * (all_reduce_423.network_time + all_reduce_423.latency);
    let t828 = (t644 + ((t806 + (t128 * attention_decode_412.mb)) + (model_layers * gemm_486.mb))) + (t122 * gemm_494.mb);
    let t830 = (((t808 + (model_layers * gemm_486.time)) + t819) + (t122 * gemm_494.time)) + (t122 * elementwise_506.time);
    let t836 = t684 + (t678 + ((t644 + (t810 + (model_layers * gemm_486.mflop))) + (t122 * gemm_494.mflop)));
    let t846 = ((t830 + (t269 * elementwise_512.time)) + (t122 * gemm_516.time)) + (moe_layers * gemm_523.time);
    let t850 = (((t828 + (t122 * t504)) + (t269 * t510)) + (t122 * gemm_516.mb)) + (moe_layers * gemm_523.mb);
    let t859 = moe_layers * t544;
    let t862 = ((t846 + (t303 * elementwise_540.time)) + (moe_layers * elementwise_545.time)) + (moe_layers * grouped_gemm_549.time);
    let t864 = (t708 + (t702 + ((t836 + (t122 * gemm_516.mflop)) + (moe_layers * gemm_523.mflop)))) + (moe_layers * grouped_gemm_549.mflop);
    let t871 = (((t850 + (t303 * t537)) + t859) + (moe_layers * grouped_gemm_549.mb)) + (moe_layers * t559);
    let t878 = ((t862 + (moe_layers * elementwise_561.time)) + (t336 * elementwise_567.time)) + (moe_layers * grouped_gemm_571.time);
    let t890 = (t708 + ((t725 + (t708 + t864)) + (moe_layers * grouped_gemm_571.mflop))) + (t124 * gemm_584.mflop);
    let t892 = (t859 + ((t871 + (t336 * t565)) + (moe_layers * grouped_gemm_571.mb))) + (t124 * gemm_584.mb);
    let t894 = ((t878 + (moe_layers * elementwise_580.time)) + (t124 * gemm_584.time)) + (t124 * elementwise_596.time);
    let pass_us_2 = t396 + (gemm_383.time + (t819 + (t894 + (t124 * gemm_600.time))));
    let request_us = pass_us + (pass_us_2 * max(0.0f, (run_output - 1.0f)));
    let tokens_per_s = 1000000.0f * ((run_batch * run_output) / request_us);
    let t921 = model_hidden * 1e-6f;
    let t929 = select(0.0f, (1e-6f * ((t97 * (heads_per_chip * t111)) + (t209 * (model_kv_lora * heads_per_chip)))), t90);
    let t934 = model_mlp_matrices * t921;
    let t942 = ((t934 * (model_shared_ffn + (model_experts * model_expert_ffn))) / run_tp) + (model_experts * t921);
    let t948 = (model_layers * (((projected_width * t921) + t929) + (t95 * (heads_per_chip * t921)))) + (t122 * ((model_ffn * t934) / run_tp));
    let layer_mparams = t948 + (moe_layers * t942);
    let t960 = (format_weight_bytes * (layer_mparams + ((model_extra_params * 1e-6f) / run_tp))) + (format_residual_bytes * (t921 + (model_layers * (2.0f * t921))));
    let weights_mb = t960 + (format_head_bytes * (((model_vocab * t921) / run_tp) * (2.0f - model_tied)));
    let t963 = run_prompt + run_output;
    let t970 = 1e-6f * ((t236 * t963) + (t128 * min(t963, select(t963, min(model_window, t963), t126))));
    let cache_mb = format_kv_bytes * (cached_elements * (run_batch * t970));
    let t987 = ((projected_width + (model_hidden * 4.0f)) + (heads_per_chip * (t95 + t97))) + (model_mlp_matrices * max(t113, (t117 + (model_experts_active * t115))));
    let workspace_mb = (4.0f * (t119 * (run_batch * 1e-6f))) + (format_residual_bytes * (t987 * (1e-6f * min(t147, max(run_batch, 8192.0f)))));
    let memory_mb = (weights_mb + cache_mb) + workspace_mb;
    let t997 = chip_memory_capacity_gb * 1000.0f;
    let t1003 = 1000000.0f * (t147 / pass_us);
    let t1005 = 1000000.0f * (run_batch / pass_us_2);
    let t1010 = (gemm_383.mflop + (t644 + ((t742 + t747) + (t124 * gemm_375.mflop)))) / (matrix_peak * pass_us);
    let t1012 = (gemm_383.mflop + (t644 + ((t747 + t890) + (t124 * gemm_600.mflop)))) / (matrix_peak * pass_us_2);
    let t1014 = (gemm_383.mb + (t644 + ((t892 + (t124 * t594)) + (t124 * gemm_600.mb)))) / (memory_peak * pass_us_2);
    let t1026 = (model_kv_heads * f32((u32(run_tp) + u32(model_kv_heads) - 1u) / u32(model_kv_heads))) <= run_tp;
    let t1027 = ((run_tp * f32((u32(model_kv_heads) + u32(run_tp) - 1u) / u32(run_tp))) <= model_kv_heads) || t1026;
    let t1038 = select(3.0f, select(4.0f, select(5.0f, 0.0f, (memory_mb <= t997)), (t90 || t1027)), (run_tp <= max(chip_scaleup_domain, 1.0f)));
    let t1039 = select(2.0f, t1038, ((run_tp * f32((u32(model_heads) + u32(run_tp) - 1u) / u32(run_tp))) <= model_heads));
    let reason = select(1.0f, t1039, t62);
    return llm_kernel_result((0.001f * pass_us), (0.001f * pass_us_2), (1e-6f * request_us), t1003, t1005, tokens_per_s, (tokens_per_s / run_tp), (t1003 / run_tp), (t1005 / run_tp), t1010, t1012, t1014, ((t396 + (t666 + t666)) / pass_us), ((t396 + (t819 + t819)) / pass_us_2), (0.001f * weights_mb), (0.001f * cache_mb), (0.001f * memory_mb), (memory_mb / t997), reason);
}
