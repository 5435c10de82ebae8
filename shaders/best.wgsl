// Whether a point may be the best of its group. The bound of the group is an upper bound of
// the key of a point seen already, so it only ever drops points that cannot win.

// Maps floats to integers of the same order, for `atomicMin`.
fn monotone(x: f32) -> u32 {
    let bits = bitcast<u32>(x);
    if (bits << 1u) == 0u {
        return 0x80000000u; // both zeros
    }
    return select(bits | 0x80000000u, ~bits, (bits & 0x80000000u) != 0u);
}

fn may_be_best(p: Point) -> bool {
    let held = atomicLoad(&groups[p.group]);
    if monotone(p.key - p.key_error) > held {
        return false;
    }
    let bound = monotone(p.key + p.key_error);
    if bound < held {
        atomicMin(&groups[p.group], bound);
    }
    return true;
}
