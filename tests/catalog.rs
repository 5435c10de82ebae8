//! The catalogue as its users see it: what is in it, how it is found, what it says when it is wrong.

use std::fs;

use roofscape::catalog::{Catalog, Chip, ChipKind, Precision, Provenance, Quantity, Unit};
use tempfile::TempDir;

fn overlay(files: &[(&str, &str)]) -> (TempDir, Result<Catalog, String>) {
    let dir = TempDir::new().unwrap();
    for (name, text) in files {
        fs::write(dir.path().join(name), text).unwrap();
    }
    let catalog = Catalog::with_dir(dir.path()).map_err(|error| error.to_string());
    (dir, catalog)
}

fn complaint(text: &str) -> String {
    let (_dir, catalog) = overlay(&[("mine.toml", text)]);
    let message = catalog.expect_err("the file is wrong");
    message.rsplit_once("/mine.toml:").map_or(message.clone(), |(_, rest)| rest.to_owned())
}

#[test]
fn nothing_was_lost() {
    let catalog = Catalog::embedded();
    assert!(catalog.chips().len() >= 445, "{}", catalog.chips().len());
    assert!(catalog.links().len() >= 149, "{}", catalog.links().len());
    assert!(catalog.systems().len() >= 119, "{}", catalog.systems().len());
}

#[test]
fn every_name_finds_its_chip() {
    let catalog = Catalog::embedded();
    for chip in catalog.chips() {
        for name in chip.aliases.iter().chain(&chip.name).chain([&chip.id]) {
            assert_eq!(catalog.chip(name).unwrap().id, chip.id, "{name}");
            assert_eq!(catalog.chip(&name.to_uppercase()).unwrap().id, chip.id, "{name}");
        }
    }
    for system in catalog.systems() {
        assert!(catalog.chip_of(system).is_ok());
    }
}

#[test]
fn names_used_in_measurements_are_known() {
    let known = [
        ("A100-SXM4-80GB", "a100-sxm-80gb"),
        ("NVIDIA A100-SXM4-80GB", "a100-sxm-80gb"),
        ("a100_sxm", "a100-sxm-80gb"),
        ("A100", "a100-sxm-80gb"),
        ("A100-SXM4-40GB (DGX-A100)", "a100-sxm-40gb"),
        ("NVIDIA H100 80GB HBM3", "h100-sxm"),
        ("nv_h100_sxm", "h100-sxm"),
        ("h100_sxm", "h100-sxm"),
        ("H100-SXM5-80GB", "h100-sxm"),
        ("H100-96GB-HBM2e (500W, Grand Teton)", "h100-sxm-96gb-hbm2e"),
        ("NVIDIA H100-PCIe-80GB", "h100-pcie"),
        ("NVIDIA H200", "h200-sxm"),
        ("NVIDIA H200-NVL-141GB", "h200-nvl"),
        ("H800 SXM5", "h800-sxm"),
        ("NVIDIA B200", "b200-sxm"),
        ("NVIDIA B300 SXM6 AC", "b300-sxm"),
        ("NVIDIA GB200", "gb200"),
        ("GB200-NVL72", "gb200"),
        ("GB300-NVL72", "gb300"),
        ("NVIDIA GH200 Grace Hopper Superchip 144GB", "gh200-144gb"),
        ("rtx_pro_6000_server", "rtx-pro-6000-server"),
        ("NVIDIA RTX PRO 6000 Blackwell Server Edition", "rtx-pro-6000-server"),
        ("b60", "arc-pro-b60"),
        ("Intel(R) Arc(TM) Pro B60 Graphics", "arc-pro-b60"),
        ("V100-SXM3-32GB (DGX-2)", "v100-sxm"),
        ("Gaudi2", "gaudi-2"),
        ("AMD Instinct MI300X-NPS1-SPX-192GB-750W", "mi300x"),
        ("MI350X", "mi350x"),
        ("TPU v6e (Trillium)", "tpu-v6e"),
        ("TPU7x (Ironwood)", "tpu-v7"),
        ("Trillium", "tpu-v6e"),
        ("昇腾910B", "ascend-910b2"),
        ("思元590", "mlu590"),
        ("壁砺100", "br100"),
        ("昆仑芯2", "kunlun-2"),
        ("天垓100", "bi-v100"),
        ("曦云C500", "mxc500"),
        ("寒武纪 MLU370-X8", "mlu370-x8"),
        ("燧原 T20", "enflame-t20"),
        ("英伟达 H100", "h100-sxm"),
        ("风华一号", "fenghua-1a"),
    ];
    for (name, id) in known {
        assert_eq!(&*Catalog::embedded().chip(name).unwrap().id, id, "{name}");
    }
}

#[test]
fn an_h100_can_be_checked_by_hand() {
    let catalog = Catalog::embedded();
    let h100 = catalog.chip("H100").unwrap();
    let bf16 = Precision::Bf16;
    // 132 SM x 4096 op/clk x 1.83 GHz = 989.4 TFLOP/s
    let derived = h100.units().unwrap()
        * h100.matrix_ops_per_clock(bf16).unwrap()
        * h100.matrix_clock_ghz(bf16).unwrap()
        / 1e3;
    assert!((derived - 989.4).abs() < 0.05, "{derived}");
    assert!((h100.published_matrix_tflops(bf16).unwrap() - 989.4).abs() < 1e-9);
    // FP64 runs at the boost clock: 132 x 256 x 1.98 GHz = 66.9 TFLOP/s
    let fp64 = h100.matrix_ops_per_clock(Precision::Fp64).unwrap()
        * h100.units().unwrap()
        * h100.matrix_clock_ghz(Precision::Fp64).unwrap()
        / 1e3;
    assert!((fp64 - 66.9).abs() < 0.05, "{fp64}");
    // 5120 bit x 5.23 Gbit/s / 8 = 3347 GB/s, 18 links x 25 GB/s = 450 GB/s
    let memory = h100.memory_bus_bits().unwrap() * h100.memory_rate_gbits_per_s().unwrap() / 8.0;
    assert!((memory - 3347.2).abs() < 0.01, "{memory}");
    assert_eq!(h100.scaleup_gbytes_per_s(), Some(450.0));
    assert_eq!(h100.l2_mib(), Some(50.0));
    assert_eq!(h100.unit_name(), Some("SM"));
    assert_eq!(h100.kind(), ChipKind::Gpu);
    // PCIe 5.0 x16: 32 Gbit/s x 16 / 8 x 128/130
    assert!((catalog.pcie_gbytes_per_s(h100).unwrap() - 63.015).abs() < 1e-9);
}

#[test]
fn other_chips_can_be_checked_by_hand() {
    let catalog = Catalog::embedded();
    // TPU v5p: 2 cores x 131072 op/clk x 1.75 GHz; the maker prints 459
    let v5p = catalog.chip("tpu-v5p").unwrap();
    let derived = 2.0 * 131_072.0 * 1.75 / 1e3;
    assert!((derived - v5p.published_matrix_tflops(Precision::Bf16).unwrap()).abs() < 0.5);
    // The Hygon FP64 peak has its own clock.
    let z100 = catalog.chip("深算一号").unwrap();
    assert_eq!(z100.vector_clock_ghz(Precision::Fp64), Some(1.319));
    assert_eq!(z100.vector_clock_ghz(Precision::Fp32), Some(1.7));
    // Trainium2 has four links; half of 1280 GB/s goes each way.
    let trn2 = catalog.chip("Trn2").unwrap();
    assert_eq!(trn2.scaleup_links(), Some(4.0));
    assert_eq!(trn2.scaleup_gbytes_per_s(), Some(640.0));
    assert_eq!(catalog.system("NVL72").unwrap().chip_count(), Some(72.0));
    assert_eq!(catalog.system("gb200-nvl72").unwrap().scaleout_gbytes_per_s(), Some(50.0));
}

#[test]
fn every_embedded_number_has_a_source() {
    let catalog = Catalog::embedded();
    let chips = catalog.chips().iter().flat_map(|c| c.numeric_fields());
    let links = catalog.links().iter().flat_map(|l| l.numeric_fields());
    let systems = catalog.systems().iter().flat_map(|s| s.numeric_fields());
    let mut numbers = 0;
    for (field, quantity) in chips.chain(links).chain(systems) {
        assert!(!quantity.source.contains("no source given"), "{field}");
        let is_derived = quantity.provenance == Provenance::Derived;
        let source = &quantity.source;
        assert!(!quantity.circular || is_derived, "{field} {} ({source})", quantity.written);
        numbers += 1;
    }
    assert!(numbers > 2500, "{numbers}");
}

#[test]
fn back_solved_numbers_are_marked() {
    let h200 = Catalog::embedded().chip("H200").unwrap();
    assert!(h200.numeric_field("memory.rate").unwrap().circular);
    let h100 = Catalog::embedded().chip("H100").unwrap();
    let rate = h100.numeric_field("memory.rate").unwrap();
    assert!(!rate.circular);
    assert_eq!(rate.provenance, Provenance::Read);
    let ops = h100.numeric_field("compute.matrix_ops.bf16").unwrap();
    assert_eq!(ops.provenance, Provenance::Recalled);
    assert_eq!(ops.to_string(), "4096 op/clk");
}

#[test]
fn any_number_of_a_chip_can_be_replaced() {
    let mut chip = Catalog::embedded().chip("H100").unwrap().clone();
    let fields: Vec<String> = chip.numeric_fields().map(|(name, _)| name).collect();
    assert!(fields.iter().any(|name| name == "compute.matrix_ops.bf16"), "{fields:?}");
    for name in &fields {
        let unit = Chip::field_unit(name).unwrap();
        assert_eq!(chip.numeric_field(name).unwrap().unit, unit, "{name}");
        chip.set_numeric_field(name, Quantity::assumed(7e9, unit, "test")).unwrap();
    }
    assert!(chip.numeric_fields().all(|(_, quantity)| quantity.value == 7e9));
    assert_eq!(chip.memory_rate_gbits_per_s(), Some(7.0));
    // A number the catalogue does not have for this chip can be given too.
    assert_eq!(chip.numeric_field("compute.matrix_ops.fp4"), None);
    let fp4 = Quantity::assumed(16384.0, Unit::OpsPerClock, "test");
    chip.set_numeric_field("compute.matrix_ops.fp4", fp4).unwrap();
    assert_eq!(chip.matrix_ops_per_clock(Precision::Fp4), Some(16384.0));
    for name in ["memory.speed", "memory", "name", "memory.rate.x", ""] {
        assert_eq!(Chip::field_unit(name), None, "{name}");
        assert_eq!(chip.numeric_field(name), None, "{name}");
    }
}

#[test]
fn an_unknown_chip_brings_suggestions() {
    let error = Catalog::embedded().chip("h10").unwrap_err();
    assert!(error.suggestions.contains(&"h100-sxm".to_owned()), "{error}");
    let text = error.to_string();
    assert!(text.starts_with("unknown chip `h10`; did you mean "), "{text}");
    assert!(text.ends_with("? `roofscape chips` lists all"), "{text}");
    let far = Catalog::embedded().chip("zzz").unwrap_err();
    assert_eq!(far.to_string(), "unknown chip `zzz`; `roofscape chips` lists all");
}

#[test]
fn a_directory_overrides_fields_and_adds_chips() {
    let (_dir, catalog) = overlay(&[
        (
            "a.toml",
            "[chips.h100-sxm.memory]\ncapacity = \"96 GB\"\n[chips.\"H20\".physical]\ntdp = \"500 W\"\n",
        ),
        (
            "b.toml",
            "[chips.mine]\nname = \"Mine\"\nkind = \"npu\"\n[chips.mine.compute]\nunits = \"10 core\"\n",
        ),
        ("notes.txt", "not read"),
    ]);
    let catalog = catalog.unwrap();
    let plain = Catalog::embedded();
    let h100 = catalog.chip("H100").unwrap();
    assert_eq!(h100.memory_capacity_gb(), Some(96.0));
    assert_eq!(h100.memory_bus_bits(), Some(5120.0));
    let capacity = h100.numeric_field("memory.capacity").unwrap();
    assert_eq!(capacity.provenance, Provenance::Estimated);
    assert!(capacity.source.contains("a.toml"), "{}", capacity.source);
    assert_eq!(catalog.chip("h20").unwrap().tdp_watts(), Some(500.0));
    assert_eq!(catalog.chip("mine").unwrap().units(), Some(10.0));
    assert_eq!(catalog.chips().len(), plain.chips().len() + 1);
    assert_ne!(catalog.fingerprint(), plain.fingerprint());
}

#[test]
fn an_empty_file_changes_nothing() {
    let (_dir, catalog) = overlay(&[("mine.toml", "# nothing yet\n")]);
    let catalog = catalog.unwrap();
    assert_eq!(catalog.fingerprint(), Catalog::embedded().fingerprint());
    assert_ne!(catalog.fingerprint(), 0);
}

#[test]
fn a_directory_without_files_is_an_error() {
    let (_dir, catalog) = overlay(&[]);
    let message = catalog.unwrap_err();
    assert!(message.contains("holds no TOML file"), "{message}");
}

#[test]
fn chips_may_lie_in_a_folder_of_their_own() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("chips")).unwrap();
    std::fs::write(dir.path().join("chips/mine.toml"), "[chips.mine]\nname = \"Mine\"\n").unwrap();
    let catalog = Catalog::with_dir(dir.path()).unwrap();
    assert_eq!(catalog.chip("mine").unwrap().display_name(), "Mine");
}

#[test]
fn mistakes_are_explained_with_their_place() {
    let cases = [
        (
            "[chips.h100-sxm.memory]\ncapacty = \"80 GB\"\n",
            "2:1: `chips.h100-sxm.memory.capacty`: unknown key; did you mean `capacity`?",
        ),
        (
            "[chips.x.memory]\ncapacity = 80\n",
            "2:12: `chips.x.memory.capacity`: is an integer, but capacity in bytes is wanted, \
             written as text: \"80 GB\"",
        ),
        (
            "[chips.x.memory]\ncapacity = \"80\"\n",
            "2:12: `chips.x.memory.capacity`: the unit is missing; capacity in bytes is written \
             for example \"80 GB\"",
        ),
        (
            "[chips.x.compute]\nclock_boost = \"1980 GB\"\n",
            "2:15: `chips.x.compute.clock_boost`: `GB` is not a unit of frequency; write for \
             example \"1830 MHz\"",
        ),
        (
            "[chips.x.compute]\nunits = 0\n",
            "2:9: `chips.x.compute.units`: `0` must be finite and above zero",
        ),
        (
            "[chips.x.compute]\nmatrix_ops = { bf16 = \"-8 op/clk\" }\n",
            "2:23: `chips.x.compute.matrix_ops.bf16`: `-8 op/clk` must be finite and above zero",
        ),
        (
            "[chips.x.compute]\nunits = nan\n",
            "2:9: `chips.x.compute.units`: `nan` does not start with a number",
        ),
        (
            "[chips.x]\nkind = \"toaster\"\n",
            "2:8: `chips.x.kind`: must be one of gpu, tpu, npu, soc",
        ),
        (
            "[chips.x]\nmemory = 3\n",
            "2:10: `chips.x.memory`: is an integer, but a table is wanted: [chips.x.memory]",
        ),
        (
            "[chips.x.memory]\nprovenance = \"guessed\"\n",
            "2:14: `chips.x.memory.provenance`: `guessed` is no provenance; use read, derived, \
             recalled or estimated",
        ),
        (
            "[chips.x]\naliases = [\"H100\"]\n",
            "1:8: `H100` already names h100-sxm; it cannot name x too",
        ),
        (
            "[gadgets.x]\n",
            "1:2: `gadgets`: unknown key; here can stand chips, links, systems, clusters",
        ),
        (
            "[systems.x]\nchip = \"h10000\"\n",
            "`systems.x.chip`: unknown chip `h10000`; did you mean ",
        ),
        (
            "[chips.x.memory]\ncapacity = { val = \"80 GB\" }\n",
            "2:14: `chips.x.memory.capacity`: beside `value`, a number takes source, provenance \
             and circular",
        ),
    ];
    for (text, expected) in cases {
        let message = complaint(text);
        assert!(message.starts_with(expected), "{text}\n{message}\n{expected}");
    }
    assert!(complaint("[chips.x\n").starts_with("1:"), "{}", complaint("[chips.x\n"));
}

#[test]
fn a_missing_directory_is_named() {
    let error = Catalog::with_dir(std::path::Path::new("/no/such/dir")).unwrap_err();
    assert!(error.to_string().starts_with("cannot read /no/such/dir: "), "{error}");
}

#[test]
fn loading_is_fast() {
    let start = std::time::Instant::now();
    let chips = Catalog::embedded().chips().len();
    let took = start.elapsed();
    // A tenth of a second leaves room for a busy machine and an unoptimised build.
    assert!(chips > 0 && took.as_millis() < 100, "{took:?}");
}
