// Whether a point may be on the Pareto front: no point of `front` beats it in one objective
// and is at least as good in all, the point's own keys taken as low as they can be.
fn may_be_on_front(p: Point) -> bool {
    let keys = objectives(p);
    for (var i = 0u; i < job.front; i += 1u) {
        var no_worse = true;
        var better = false;
        for (var o = 0u; o < OBJECTIVES; o += 1u) {
            let other = front[i * OBJECTIVES + o];
            no_worse = no_worse && other <= keys[o];
            better = better || other < keys[o];
        }
        if no_worse && better {
            return false;
        }
    }
    return true;
}
