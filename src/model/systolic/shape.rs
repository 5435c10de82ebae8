//! What is multiplied: a matrix multiplication, or a convolution as one.
//!
//! ```text
//! GEMM         y[m, n] = x[m, k] · w[k, n]
//! convolution  m = out_h · out_w,   n = filters,   k = kernel_h · kernel_w · channels
//! out          = floor((in − kernel) / stride) + 1        no padding
//! ```
//!
//! `im2col`: every output pixel is a row of the input, every filter a column of the weight.
//! 56 x 56 with 7 x 7 at stride 4 gives 13 x 13; SCALE-Sim rounds up and has 14 x 14. The
//! input holds `in_h · in_w · channels` elements, of which `m · k` counts those that several
//! output pixels share as often as they are used. Ignored: padding, dilation, groups.

use crate::model::slot::inputs;
use crate::number::{Constant, Function, Real, Unit};

pub(crate) const NONE: Constant =
    Constant { name: "NONE", value: 0.0, unit: Unit::ONE, origin: "not given" };
const STRIDE: Constant =
    Constant { name: "STRIDE", value: 1.0, unit: Unit::ONE, origin: "every pixel" };

inputs! {
    /// A matrix multiplication, `y[m, n] = x[m, k] · w[k, n]`; or else a convolution is given.
    Product as "gemm" {
        /// Rows of the input.
        m: ONE "1" = NONE;
        /// Columns of the weight.
        n: ONE "1" = NONE;
        /// Columns of the input and rows of the weight.
        k: ONE "1" = NONE;
    }
}

inputs! {
    /// A convolution without padding; it is meant where it has filters.
    Convolution as "conv" {
        /// Height of the input.
        height: ONE "1" = NONE;
        /// Width of the input.
        width: ONE "1" = NONE;
        /// Height of the filters.
        kernel_height: ONE "1" = NONE;
        /// Width of the filters.
        kernel_width: ONE "1" = NONE;
        /// Channels of the input.
        channels: ONE "1" = NONE;
        /// Filters: channels of the output.
        filters: ONE "1" = NONE;
        /// Steps of the filters over the input, in pixels.
        stride: ONE "1" = STRIDE;
    }
}

/// The multiplication an array runs; all at least 1.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape<R> {
    pub(crate) m: R,
    pub(crate) n: R,
    pub(crate) k: R,
    /// Elements of the input as it lies in memory.
    pub(crate) ifmap: R,
}

const SHAPE: Function<11, 4> = Function {
    name: "systolic_shape",
    inputs: [
        "m",
        "n",
        "k",
        "height",
        "width",
        "kernel_height",
        "kernel_width",
        "channels",
        "filters",
        "stride",
        "quirks",
    ],
    outputs: ["m", "n", "k", "ifmap"],
};

/// The shape, and whether there is one.
pub(crate) fn shape<R: Real>(p: &Product<R>, c: &Convolution<R>, quirks: R) -> (Shape<R>, R::Bool) {
    let zero = R::lit(0.0);
    let args = [
        p.m,
        p.n,
        p.k,
        c.height,
        c.width,
        c.kernel_height,
        c.kernel_width,
        c.channels,
        c.filters,
        c.stride,
        quirks,
    ];
    let [m, n, k, ifmap] = R::call(&SHAPE, args, body);
    let fits = R::and(c.kernel_height.le(c.height), c.kernel_width.le(c.width));
    let filled = zero.lt(c.kernel_height * c.kernel_width * c.channels);
    let convolved = R::and(zero.lt(c.filters), R::and(fits, filled));
    let multiplied = R::and(c.filters.le(zero), zero.lt(p.m * p.n * p.k));
    (Shape { m, n, k, ifmap }, R::or(convolved, multiplied))
}

fn body<R: Real>(args: [R; 11]) -> [R; 4] {
    let [m, n, k, height, width, kernel_h, kernel_w, channels, filters, stride, quirks] = args;
    let (zero, one) = (R::lit(0.0), R::lit(1.0));
    let rounds_up = R::select(R::lit(0.5).lt(quirks), one, zero);
    // floor(x / s) + 1 = ceil((x + 1) / s) for whole numbers, and ceil(x / s) + 1 with the quirk.
    let out = |size: R, kernel: R| {
        let last = (size - kernel).max(zero);
        (last + one - rounds_up).ceil_div(stride.max(one)) + rounds_up
    };
    let is_conv = zero.lt(filters);
    let m = R::select(is_conv, out(height, kernel_h) * out(width, kernel_w), m).max(one);
    let n = R::select(is_conv, filters, n).max(one);
    let k = R::select(is_conv, kernel_h * kernel_w * channels, k).max(one);
    let ifmap = R::select(is_conv, height * width * channels, m * k).max(one);
    [m.named("m"), n.named("n"), k.named("k"), ifmap.named("ifmap")]
}
