// The kernel `collective`, traced from the equations in src/model/: edit those, then run
//     UPDATE_GOLDEN=1 cargo test --test golden_wgsl
// Units: us, MB, MFLOP, TB/s, TFLOP/s, GHz; see src/model/mod.rs.

struct all_to_all_result {
    time: f32,
}
fn all_to_all(
    mb: f32,
    ranks: f32,
    link: f32,
    base: f32,
    hop: f32,
    switch_time: f32,
    ramp: f32,
    share: f32,
    copy: f32,
) -> all_to_all_result {
    let t10 = ranks - 1.0f;
    let piece_mb = mb / ranks;
    let t13 = piece_mb / 0.018432f;
    let t14 = t13 * t13;
    let t32 = ((base + (hop * sqrt(max(1.0f, t10)))) + (switch_time * (t14 / (1.0f + t14)))) + ((mb * ramp) / (mb + 16.0f));
    let time = ((((t10 * piece_mb) / share) + (copy * piece_mb)) / link) + t32;
    return all_to_all_result(time);
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

struct collective_kernel_result {
    time_us: f32,
    algbw: f32,
    busbw: f32,
    link_share: f32,
    reason: f32,
}
fn collective_kernel(
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
    collective_op: f32,
    collective_library: f32,
    collective_ranks: f32,
    collective_mb: f32,
    collective_element_bytes: f32,
    ring_constant_base_us: f32,
    ring_constant_channels_us: f32,
    ring_constant_hop_us: f32,
    ring_constant_low_share: f32,
    ring_constant_bulk_us: f32,
    ring_constant_step_us: f32,
    ring_constant_bulk_share: f32,
    ring_constant_copy: f32,
    ring_constant_staging: f32,
    exchange_constant_base_us: f32,
    exchange_constant_hop_us: f32,
    exchange_constant_switch_us: f32,
    exchange_constant_ramp_us: f32,
    exchange_constant_share: f32,
    exchange_constant_copy: f32,
    exchange_constant_staging: f32,
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
) -> collective_kernel_result {
    let t54 = collective_ranks - 1.0f;
    let t55 = 2.0f * t54;
    let t58 = collective_mb / collective_ranks;
    let t61 = (collective_mb * t54) / collective_ranks;
    let t67 = collective_op <= 0.5f;
    let t69 = collective_op <= 3.5f;
    let volume_mb = select(select(collective_mb, t61, t69), ((collective_mb * t55) / collective_ranks), t67);
    let steps = select(select(select(1.0f, t54, (collective_op <= 4.5f)), t54, t69), t55, t67);
    let own_mb = select(select(0.0f, t58, t69), t58, t67);
    let reduced = select(select(0.0f, select(1.0f, 0.0f, (collective_op <= 1.5f)), t69), 0.5f, t67);
    let scaleup_peak = chip_scaleup_factor * (chip_scaleup_links * chip_scaleup_link_tbps);
    let t89 = max(scaleup_peak, 1e-6f);
    let all_to_all_90 = all_to_all(collective_mb, collective_ranks, t89, exchange_constant_base_us, exchange_constant_hop_us, exchange_constant_switch_us, exchange_constant_ramp_us, exchange_constant_share, exchange_constant_copy);
    let t93 = max(0.0f, (collective_ranks - 2.0f));
    let t98 = collective_ranks <= 1.0f;
    let t99 = select((all_to_all_90.time + ((t61 * (exchange_constant_staging * t93)) / t89)), 0.0f, t98);
    let ring_collective_100 = ring_collective(collective_mb, own_mb, volume_mb, steps, reduced, collective_element_bytes, t89, ring_constant_base_us, ring_constant_channels_us, ring_constant_hop_us, ring_constant_low_share, ring_constant_bulk_us, ring_constant_step_us, ring_constant_bulk_share, ring_constant_copy);
    let t107 = select((ring_collective_100.transfer + ((volume_mb * (ring_constant_staging * t93)) / t89)), 0.0f, t98);
    let t110 = select((t107 + select(ring_collective_100.launch_time, 0.0f, t98)), t99, ((!(collective_op <= 2.5f)) && t69));
    let custom_all_reduce_111 = custom_all_reduce(collective_mb, collective_ranks, t89, 1.0f, custom_constant_base_us, custom_constant_hop_us, custom_constant_one_shot_share, custom_constant_two_shot_us, custom_constant_two_shot_share, custom_constant_bulk_us, custom_constant_step_us, custom_constant_bulk_share, custom_constant_copy);
    let t119 = (((t54 * (collective_mb * 2.0f)) / collective_ranks) * (custom_constant_staging * t93)) / t89;
    let t123 = select((custom_all_reduce_111.transfer + t119), 0.0f, t98) + select(custom_all_reduce_111.launch_time, 0.0f, t98);
    let time = select(t110, t123, (t67 && (0.5f < collective_library)));
    let t126 = max(1e-6f, time);
    let t128 = select((volume_mb / t126), 0.0f, t98);
    return collective_kernel_result(time, (1000.0f * select((collective_mb / t126), 0.0f, t98)), (1000.0f * t128), (t128 / t89), select(1.0f, 0.0f, (collective_ranks <= chip_scaleup_domain)));
}
