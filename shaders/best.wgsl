// Whether a point may be the best of its group. The bound of the group is an upper bound of
// the key of a point seen already, so it only ever drops points that cannot win.

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
