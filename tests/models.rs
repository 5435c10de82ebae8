//! The catalogue of language models against what their makers publish.

#![expect(clippy::print_stdout, reason = "the comparison is worth reading with --nocapture")]

use std::collections::BTreeSet;

use roofscape::catalog::model::{
    Attention, Model, ModelError, SlidingWindow, find, models, models_from,
};

fn model(id: &str) -> Model {
    find(&models().unwrap(), id).unwrap().clone()
}

/// Relative tolerance of a published total: two or three digits are usually printed.
const TOLERANCE: f64 = 0.01;

/// Models with a wider tolerance, and why.
const WIDER: [(&str, f64, &str); 1] = [(
    "kimi-k2",
    0.015,
    "the paper's 1.04e12 is not what its own shapes give (1.026e12); the model card says 1e12",
)];

#[test]
fn computed_totals_agree_with_published_totals() {
    let mut wrong = Vec::new();
    for m in models().unwrap() {
        let published = m.published_params_b.expect("every built-in model has a published count");
        let computed = m.parameters().total() as f64 / 1e9;
        let tolerance = WIDER.iter().find(|w| w.0 == m.id).map_or(TOLERANCE, |w| w.1);
        let error = computed / published - 1.0;
        println!("{:<18} {computed:>10.4} {published:>9} {:>+7.3} %", m.id, 100.0 * error);
        if error.abs() > tolerance {
            wrong.push(format!("{}: computed {computed}e9, published {published}e9", m.id));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn computed_active_parameters_agree_with_published_ones() {
    let mut checked = 0;
    for m in models().unwrap() {
        let Some(published) = m.published_active_params_b else {
            assert!(m.moe.is_none(), "{} has experts but no published active count", m.id);
            continue;
        };
        // Makers differ in whether the input embedding counts: both readings are allowed.
        let low = m.active_parameters() as f64 / 1e9;
        let high = low + m.parameters().embedding as f64 / 1e9;
        println!("{:<18} {low:>8.3} to {high:>8.3}, published {published}", m.id);
        assert!(
            low * (1.0 - TOLERANCE) < published && published < high * (1.0 + TOLERANCE),
            "{}: {low} to {high}, published {published}",
            m.id
        );
        checked += 1;
    }
    assert!(checked >= 8, "only {checked} mixtures of experts in the catalogue");
}

#[test]
fn dense_models_use_all_but_a_looked_up_table() {
    let llama = model("llama-3-70b");
    let table = 128_256 * 8192;
    assert_eq!(llama.parameters().total(), 70_553_706_496);
    assert_eq!(llama.active_parameters(), 70_553_706_496 - table);
    // GPT-2's head is its embedding, so only the positions are not multiplied.
    let gpt2 = model("gpt-2-small");
    assert_eq!(gpt2.parameters().total(), 124_439_808);
    assert_eq!(gpt2.active_parameters(), 124_439_808 - 1024 * 768);
}

#[test]
fn components_add_up_to_known_breakdown() {
    // gpt-oss model card, table 1: MLP 114.71e9, attention 0.96e9, embedding and unembedding 1.16e9.
    let p = model("gpt-oss-120b").parameters();
    assert_eq!((p.experts as f64 / 1e7).round(), 11471.0);
    assert_eq!((p.attention as f64 / 1e7).round(), 96.0);
    assert_eq!(((p.embedding + p.head) as f64 / 1e7).round(), 116.0);
    assert_eq!(p.mlp, 0);
}

#[test]
fn key_value_elements_per_token_and_layer() {
    assert_eq!(model("llama-3-70b").attention.kv_elements(), 2048);
    assert_eq!(model("deepseek-v3").attention.kv_elements(), 576);
    assert_eq!(model("palm-540b").attention.kv_elements(), 512);
}

#[test]
fn shapes_that_set_models_apart() {
    let palm = model("palm-540b");
    assert!(palm.parallel_block);
    assert_eq!(palm.attention, Attention::Grouped { heads: 48, kv_heads: 1, head_dim: 256 });
    let oss = model("gpt-oss-120b");
    assert_eq!(oss.sliding, Some(SlidingWindow { window: 128, layers: 18 }));
    let deepseek = model("deepseek-v3");
    assert_eq!((deepseek.dense_layers(), deepseek.moe_layers()), (3, 58));
    assert_eq!((model("llama-3-8b").dense_layers(), model("llama-3-8b").moe_layers()), (32, 0));
}

#[test]
fn every_required_model_is_there() {
    let have: BTreeSet<String> = models().unwrap().into_iter().map(|m| m.id).collect();
    for id in [
        "gpt-2-xl",
        "gpt-2-small",
        "gpt-3-175b",
        "jurassic-1-178b",
        "gopher-280b",
        "mt-nlg-530b",
        "palm-540b",
        "opt-175b",
        "bloom-176b",
        "bert-large",
        "megatron-22b",
        "megatron-1t",
        "llama-2-7b",
        "llama-2-13b",
        "llama-2-70b",
        "llama-3-8b",
        "llama-3-70b",
        "llama-3-405b",
        "mixtral-8x7b",
        "qwen3-32b",
        "qwen3-235b-a22b",
        "gpt-oss-120b",
        "deepseek-v3",
    ] {
        assert!(have.contains(id), "{id} is missing");
    }
}

#[test]
fn names_resolve_however_they_are_written() {
    let all = models().unwrap();
    for (name, id) in [
        ("meta-llama/Llama-3.1-70B", "llama-3-70b"),
        ("Llama-3-70B", "llama-3-70b"),
        ("llama3-70b", "llama-3-70b"),
        ("Llama 3.3 70B", "llama-3-70b"),
        ("LLAMA3_70B (LoRA)", "llama-3-70b"),
        ("LLAMA3_70B", "llama-3-70b"),
        ("LLAMA3.1_405B", "llama-3-405b"),
        ("llama3.1-405b", "llama-3-405b"),
        ("nvidia/Llama-3.1-8B-Instruct-FP8", "llama-3-8b"),
        ("meta-llama/Llama-3.1-8B-Instruct", "llama-3-8b"),
        ("MLPerf Llama3.1-8B", "llama-3-8b"),
        ("llama2-70b-99.9", "llama-2-70b"),
        ("MLPerf Llama2-70B LoRA", "llama-2-70b"),
        ("LLaMA 70B", "llama-2-70b"),
        ("LLaMA 7B", "llama-2-7b"),
        ("nvidia/DeepSeek-V3.1-NVFP4", "deepseek-v3"),
        ("deepseek-ai/DeepSeek-R1", "deepseek-v3"),
        ("DeepSeek-V3/R1", "deepseek-v3"),
        ("DeepSeekV3", "deepseek-v3"),
        ("Qwen/Qwen3-235B-A22B-FP8", "qwen3-235b-a22b"),
        ("Qwen3_235B_a22B", "qwen3-235b-a22b"),
        ("通义千问3-235B-A22B", "qwen3-235b-a22b"),
        ("通义千问3 32B", "qwen3-32b"),
        ("nvidia/Qwen3-32B-NVFP4", "qwen3-32b"),
        ("openai/gpt-oss-120b", "gpt-oss-120b"),
        ("GPT OSS 120B", "gpt-oss-120b"),
        ("GPT 175B (GPT-3)", "gpt-3-175b"),
        ("GPT3-175B", "gpt-3-175b"),
        ("MLPerf GPT-3 175B", "gpt-3-175b"),
        ("GPT 530B (MT-NLG)", "mt-nlg-530b"),
        ("GPT 22B", "megatron-22b"),
        ("GPT 1T", "megatron-1t"),
        ("BLOOM-176B", "bloom-176b"),
        ("mixtral-8x7b", "mixtral-8x7b"),
        ("PaLM 540B", "palm-540b"),
    ] {
        assert_eq!(find(&all, name).unwrap_or_else(|e| panic!("{e}")).id, id, "{name}");
    }
}

#[test]
fn a_separator_between_digits_counts() {
    let all = models().unwrap();
    assert_eq!(find(&all, "GPT 22B").unwrap().id, "megatron-22b");
    let other = find(&all, "GPT-2 2B").unwrap_err();
    assert!(matches!(other, ModelError::Unknown { .. }), "{other}");
}

#[test]
fn unknown_names_get_suggestions() {
    let all = models().unwrap();
    let message = find(&all, "lama-3-70b").unwrap_err().to_string();
    assert!(message.contains("\"lama-3-70b\"; did you mean llama-3-70b"), "{message}");
    let message = find(&all, "zzzz").unwrap_err().to_string();
    assert!(message.contains("nothing in the catalogue resembles it"), "{message}");
}

const ENTRY: &str = r#"[[model]]
id = "tiny"
name = "Tiny"
kind = "decoder"
layers = 2
hidden = 8
attention = { heads = 4, kv_heads = 2, head_dim = 2 }
gated_mlp = true
ffn = 16
vocab = 10
tied_embeddings = true
position = "rotary"
norm = "rms"
max_context = 32
source = "made up"
provenance = "estimated"
"#;

#[test]
fn a_users_file_is_read_like_the_catalogue() {
    let tiny = &models_from("mine.toml", ENTRY).unwrap()[0];
    // 10*8 embedding; per layer 8*8 q, 2*8*4 kv, 8*8 o, 3*8*16 MLP, 2*8 norms; 8 final norm.
    assert_eq!(tiny.parameters().total(), 80 + 2 * (64 + 64 + 64 + 384 + 16) + 8);
    assert!(models_from("empty.toml", "").unwrap().is_empty());
}

#[test]
fn mistakes_are_reported_with_file_line_column_and_key() {
    for (from, to, expected) in [
        ("layers = 2", "layers = -2", "mine.toml:5:10: "),
        ("layers = 2", "layers = 2.5", "mine.toml:5:10: "),
        ("layers = 2", "layers = 0", "mine.toml:5:1: `layers` is 0, but should be from 1 to 10000"),
        ("layers = 2", "layers = 20000", "mine.toml:5:1: `layers` is 20000"),
        ("layers = 2", "layers = 2\nlayer = 3", "mine.toml:6:1: unknown field `layer`"),
        ("hidden = 8", "hidden = 20000000", "mine.toml:6:1: `hidden` is 20000000"),
        (
            "kv_heads = 2",
            "kv_heads = 3",
            "mine.toml:7:26: `attention.kv_heads` is 3, but should be a divisor of the 4 query heads",
        ),
        ("kv_heads = 2", "kv_heads = 0", "`attention.kv_heads` is 0"),
        (", head_dim = 2", "", "mine.toml:7:1: `attention.head_dim` is missing"),
        ("head_dim = 2", "head_dim = 2, v_dim = 3", "`attention.v_dim` is 3, but should be absent"),
        (
            "kv_heads = 2",
            "kv_heads = 2, kv_lora_rank = 2",
            "`attention.kv_heads` is 2, but should be absent",
        ),
        ("ffn = 16", "ffn = 0", "mine.toml:9:1: `ffn` is 0"),
        (
            "ffn = 16",
            "ffn = 16\nmoe = { experts = 4, active = 2, expert_ffn = 8 }",
            "`ffn` is 16, but should be 0",
        ),
        (
            "ffn = 16",
            "moe = { experts = 4, active = 5, expert_ffn = 8 }",
            "mine.toml:9:22: `moe.active` is 5, but should be from 1 to 4",
        ),
        (
            "ffn = 16",
            "ffn = 16\nsliding = { window = 4, layers = 3 }",
            "`sliding.layers` is 3, but should be from 1 to 2",
        ),
        ("\"rotary\"", "\"learned\"", "mine.toml:12:1: `positions` is missing"),
        (
            "\"rotary\"",
            "\"rotary\"\npositions = 7",
            "mine.toml:13:1: `positions` is 7, but should be absent",
        ),
        ("\"rotary\"", "\"sinusoidal\"", "mine.toml:12:12: unknown variant `sinusoidal`"),
        ("id = \"tiny\"", "id = \"Tiny Model\"", "mine.toml:2:1: `id` is \"Tiny Model\""),
        ("\"made up\"", "\" \"", "`source`"),
        ("vocab = 10", "vocab = 10\npublished_params_b = -1.0", "`published_params_b` is -1"),
        ("vocab = 10\n", "", "missing field `vocab`"),
    ] {
        let text = ENTRY.replacen(from, to, 1);
        assert_ne!(text, ENTRY, "{from}");
        let error = models_from("mine.toml", &text).expect_err(to).to_string();
        assert!(error.contains(expected), "{to}: \"{error}\" lacks \"{expected}\"");
    }
}

#[test]
fn one_name_means_one_model() {
    let twice = models_from("mine.toml", &format!("{ENTRY}{ENTRY}")).unwrap_err();
    assert!(matches!(twice, ModelError::Duplicate { .. }), "{twice}");
    assert!(twice.to_string().starts_with("mine.toml:18:1: "), "{twice}");
    let second = ENTRY.replace("id = \"tiny\"", "id = \"other\"\naliases = [\"T.i_n y\"]");
    let second = second.replace("name = \"Tiny\"", "name = \"Other\"");
    let shared = models_from("mine.toml", &format!("{ENTRY}{second}")).unwrap_err().to_string();
    assert!(
        shared.contains("\"T.i_n y\" of model `other` already belongs to model `tiny`"),
        "{shared}"
    );
}

#[test]
fn shapes_too_large_to_multiply_do_not_wrap() {
    let mut absurd = model("deepseek-v3");
    absurd.layers = u64::MAX;
    absurd.hidden = u64::MAX;
    assert_eq!(absurd.parameters().total(), u64::MAX);
    assert_eq!(absurd.active_parameters(), u64::MAX);
}
