// Whether a point may be among the best of all: its key, taken as low as it can be, does not
// exceed that of the last one the host holds.
fn may_be_top(p: Point) -> bool {
    return p.key - p.key_error <= job.top;
}
