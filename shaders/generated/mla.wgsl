// The kernel `mla`, traced from the equations in src/model/: edit those, then run
//     UPDATE_GOLDEN=1 cargo test --test golden_wgsl
// Units: us, MB, MFLOP, TB/s, TFLOP/s, GHz; see src/model/mod.rs.

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

struct mla_kernel_result {
    time_us: f32,
    tflops: f32,
    mfu: f32,
    matrix_us: f32,
    vector_us: f32,
    memory_us: f32,
    bandwidth: f32,
    mbu: f32,
    reason: f32,
}
fn mla_kernel(
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
    mla_batch: f32,
    mla_heads: f32,
    mla_queries: f32,
    mla_cached: f32,
    mla_kv_rank: f32,
    mla_rope_dim: f32,
    mla_nope_dim: f32,
    mla_v_dim: f32,
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
) -> mla_kernel_result {
    let t70 = 0.0f < chip_matrix_ops;
    let t71 = select(max(chip_vector_ops, 1.0f), chip_matrix_ops, t70);
    let t75 = 0.001f * (chip_clock_ghz * chip_matrix_factor);
    let memory_peak = (chip_memory_factor * (chip_memory_bus_bits * chip_memory_rate_gbit)) / 8000.0f;
    let unit_peak = t71 * t75;
    let matrix_peak = chip_units * unit_peak;
    let wide_peak = select(t71, chip_attention_ops, (0.0f < chip_attention_ops)) * t75;
    let special_rate = chip_special_ops * (chip_units * (0.001f * (chip_vector_clock_ghz * chip_vector_factor)));
    let l2_rate = 0.001f * (chip_clock_ghz * (chip_units * chip_l2_rate));
    let product_rate = select(wide_peak, min((matrix_peak / chip_units), (wide_peak * 2.0f)), (format_kv_bytes < format_residual_bytes));
    let mla_context_100 = mla_context(mla_batch, mla_heads, mla_queries, mla_cached, mla_kv_rank, mla_rope_dim, mla_nope_dim, mla_v_dim, format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, product_rate, special_rate, memory_peak, l2_rate, chip_l2_mb, mla_context_design_rows, mla_context_design_keys, mla_context_design_absorbed, mla_context_design_packed, mla_context_floor_us, mla_context_matrix_share, mla_context_softmax_share, mla_context_block_kcycles, mla_context_alone, mla_context_class_floor, mla_context_class_matrix, mla_context_class_narrowed, mla_context_class_passes, mla_context_class_convert_passes, mla_context_class_convert_floor);
    let mla_generation_108 = mla_generation(mla_batch, mla_heads, mla_cached, mla_kv_rank, mla_rope_dim, format_residual_bytes, format_kv_bytes, chip_units, chip_clock_ghz, product_rate, special_rate, memory_peak, chip_l2_mb, mla_generation_design_rows, mla_generation_design_narrow_heads, mla_generation_design_keys, mla_generation_design_splits, mla_generation_design_apart, mla_generation_design_widened, mla_generation_floor_us, mla_generation_memory_share, mla_generation_load_rate, mla_generation_block_kcycles, mla_generation_matrix_share, mla_generation_merge_us, mla_generation_class_floor, mla_generation_class_tile, mla_generation_class_passes, mla_generation_class_narrowed, mla_generation_class_widen_ops);
    let t116 = mla_queries <= 1.0f;
    let time = select(mla_context_100.time, mla_generation_108.time, t116);
    let tflops = select(mla_context_100.mflop, mla_generation_108.mflop, t116) / time;
    let bandwidth = select(mla_context_100.mb, mla_generation_108.mb, t116) / time;
    return mla_kernel_result(time, tflops, (tflops / matrix_peak), select(mla_context_100.matrix_time, mla_generation_108.matrix_time, t116), select(mla_context_100.vector_time, mla_generation_108.vector_time, t116), select(mla_context_100.memory_time, mla_generation_108.memory_time, t116), bandwidth, (bandwidth / memory_peak), select(1.0f, 0.0f, t70));
}
