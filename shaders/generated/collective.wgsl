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
    time: f32,
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
    let t44 = 1024.0f / min(max(low_latency_time, 1e-6f), 1000000000000.0f);
    let t45 = t44 * t44;
    let t49 = 1024.0f / min(1000000000000.0f, max(bulk_time, 1e-6f));
    let t50 = t49 * t49;
    let t56 = (base + ((mb * channels) / (mb + 0.012288f))) + (1024.0f / sqrt(sqrt(((t45 * t45) + (t50 * t50)))));
    let time = t56 + ((own * copy) / link);
    return ring_collective_result(time);
}

struct custom_all_reduce_result {
    time: f32,
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
    let t64 = (1024.0f / sqrt(sqrt((((t44 * t44) + (t49 * t49)) + (t55 * t55))))) + ((mb * copy) / (ranks * link));
    let time = t64 + (start * base);
    return custom_all_reduce_result(time);
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
    chip_matrix_efficiency: f32,
    chip_memory_efficiency: f32,
    chip_scaleup_efficiency: f32,
    chip_launch_us: f32,
    chip_hop_us: f32,
    chip_step_kcycles: f32,
    chip_wave_share: f32,
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
    let t59 = collective_ranks - 1.0f;
    let t60 = 2.0f * t59;
    let t63 = collective_mb / collective_ranks;
    let t66 = (collective_mb * t59) / collective_ranks;
    let t72 = collective_op <= 0.5f;
    let t74 = collective_op <= 3.5f;
    let volume_mb = select(select(collective_mb, t66, t74), ((collective_mb * t60) / collective_ranks), t72);
    let steps = select(select(select(1.0f, t59, (collective_op <= 4.5f)), t59, t74), t60, t72);
    let own_mb = select(select(0.0f, t63, t74), t63, t72);
    let reduced = select(select(0.0f, select(1.0f, 0.0f, (collective_op <= 1.5f)), t74), 0.5f, t72);
    let scaleup_peak = chip_scaleup_factor * (chip_scaleup_links * chip_scaleup_link_tbps);
    let t94 = max(scaleup_peak, 1e-6f);
    let all_to_all_95 = all_to_all(collective_mb, collective_ranks, t94, exchange_constant_base_us, exchange_constant_hop_us, exchange_constant_switch_us, exchange_constant_ramp_us, exchange_constant_share, exchange_constant_copy);
    let t98 = max(0.0f, (collective_ranks - 2.0f));
    let t103 = collective_ranks <= 1.0f;
    let t104 = select((all_to_all_95.time + ((t66 * (exchange_constant_staging * t98)) / t94)), 0.0f, t103);
    let ring_collective_105 = ring_collective(collective_mb, own_mb, volume_mb, steps, reduced, collective_element_bytes, t94, ring_constant_base_us, ring_constant_channels_us, ring_constant_hop_us, ring_constant_low_share, ring_constant_bulk_us, ring_constant_step_us, ring_constant_bulk_share, ring_constant_copy);
    let t111 = select((ring_collective_105.time + ((volume_mb * (ring_constant_staging * t98)) / t94)), 0.0f, t103);
    let custom_all_reduce_113 = custom_all_reduce(collective_mb, collective_ranks, t94, 1.0f, custom_constant_base_us, custom_constant_hop_us, custom_constant_one_shot_share, custom_constant_two_shot_us, custom_constant_two_shot_share, custom_constant_bulk_us, custom_constant_step_us, custom_constant_bulk_share, custom_constant_copy);
    let t120 = (((t59 * (collective_mb * 2.0f)) / collective_ranks) * (custom_constant_staging * t98)) / t94;
    let time = select(select(t111, t104, ((!(collective_op <= 2.5f)) && t74)), select((custom_all_reduce_113.time + t120), 0.0f, t103), (t72 && (0.5f < collective_library)));
    let t125 = max(1e-6f, time);
    let t127 = select((volume_mb / t125), 0.0f, t103);
    return collective_kernel_result(time, (1000.0f * select((collective_mb / t125), 0.0f, t103)), (1000.0f * t127), (t127 / t94), select(1.0f, 0.0f, (collective_ranks <= chip_scaleup_domain)));
}
