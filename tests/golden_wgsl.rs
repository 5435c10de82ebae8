//! The shaders under `shaders/generated/` are the equations, traced and printed.
//!
//! `UPDATE_GOLDEN=1 cargo test --test golden_wgsl` rewrites them after a change of the model,
//! so that the change shows in the review of the shader too.

use std::path::Path;

use roofscape::model::Kernel;
use roofscape::trace::wgsl::{Scalar, module};
use roofscape::trace::{Tape, record, record_structured};

fn outputs<R: roofscape::number::Real>(kernel: Kernel, slots: &[R]) -> Vec<(String, R)> {
    let outcome = kernel.evaluate(slots);
    let mut outputs: Vec<(String, R)> =
        kernel.metrics().iter().zip(outcome.metrics).map(|(m, x)| (m.name.to_owned(), x)).collect();
    outputs.push(("reason".to_owned(), outcome.reason));
    outputs
}

fn structured(kernel: Kernel) -> Tape {
    let names: Vec<&str> = kernel.slots().iter().map(|s| s.name).collect();
    record_structured(&names, |slots| outputs(kernel, slots))
}

fn text(kernel: Kernel) -> String {
    format!(
        "// The kernel `{0}`, traced from the equations in src/model/: edit those, then run\n\
         //     UPDATE_GOLDEN=1 cargo test --test golden_wgsl\n\
         // Units: us, MB, MFLOP, TB/s, TFLOP/s, GHz; see src/model/mod.rs.\n\n{1}",
        kernel.name(),
        module(&structured(kernel), &format!("{}_kernel", kernel.name()), Scalar::F32)
    )
}

#[test]
fn generated_shaders_are_the_equations() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("shaders/generated");
    for kernel in Kernel::ALL {
        let path = folder.join(format!("{}.wgsl", kernel.name()));
        let text = text(kernel);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == text,
            "{} is not what src/model/ says; UPDATE_GOLDEN=1 rewrites it, then review the diff",
            path.display()
        );
    }
}

#[test]
fn generated_shaders_are_valid_in_both_precisions() {
    let capabilities = naga::valid::Capabilities::FLOAT64;
    for kernel in Kernel::ALL {
        for scalar in [Scalar::F32, Scalar::F64] {
            let text = module(&structured(kernel), "kernel", scalar);
            let parsed = naga::front::wgsl::parse_str(&text)
                .unwrap_or_else(|e| panic!("{}", e.emit_to_string(&text)));
            naga::valid::Validator::new(naga::valid::ValidationFlags::all(), capabilities)
                .validate(&parsed)
                .unwrap_or_else(|e| panic!("{kernel:?} in {scalar:?}: {e:?}"));
        }
    }
}

/// A plausible value for every slot: the default, or a figure of an H100 running Llama-3-8B.
fn example(kernel: Kernel) -> Vec<f64> {
    kernel
        .slots()
        .iter()
        .map(|s| match s.name {
            "chip.units" => 132.0,
            "chip.matrix_ops" => 4096.0,
            "chip.vector_ops" => 256.0,
            "chip.clock_ghz" | "chip.vector_clock_ghz" => 1.83,
            "chip.memory_bus_bits" => 5120.0,
            "chip.memory_rate_gbit" => 5.23,
            "chip.memory_capacity_gb" => 80.0,
            "chip.l2_mb" => 52.4,
            "chip.scaleup_links" => 18.0,
            "chip.scaleup_link_tbps" => 0.025,
            "chip.scaleup_domain" => 8.0,
            "format.weight_bytes" | "format.activation_bytes" | "format.kv_bytes" => 2.0,
            "model.layers" | "model.heads" => 32.0,
            "model.kv_heads" => 8.0,
            "model.head_dim" => 128.0,
            "model.ffn" => 14_336.0,
            "model.vocab" => 128_256.0,
            "run.tp" => 2.0,
            "run.batch" => 16.0,
            _ => s.default.map_or(4096.0, |d| d.value),
        })
        .collect()
}

#[test]
fn both_tapes_equal_the_equations_bit_for_bit() {
    for kernel in Kernel::ALL {
        let names: Vec<&str> = kernel.slots().iter().map(|s| s.name).collect();
        let flat = record(&names, |slots| outputs(kernel, slots));
        let structured = structured(kernel);
        let base = example(kernel);
        for slot in 0..base.len() {
            for factor in [0.5, 1.0, 3.0] {
                let mut slots = base.clone();
                slots[slot] *= factor;
                let direct: Vec<f64> =
                    outputs(kernel, &slots).into_iter().map(|(_, x)| x).collect();
                assert_eq!(flat.evaluate(&slots), direct, "{kernel:?} {}", names[slot]);
                assert_eq!(structured.evaluate(&slots), direct, "{kernel:?} {}", names[slot]);
            }
        }
    }
}
