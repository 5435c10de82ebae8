//! Hugging Face configurations: the shapes they give, and what is refused.

use std::path::{Path, PathBuf};

use roofscape::catalog::model::{Attention, Model, ModelError, SlidingWindow, find, models};
use serde_json::{Value, json};

fn file(stem: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/hf").join(format!("{stem}.json"))
}

fn read(stem: &str) -> Model {
    Model::from_hf_config(&file(stem)).unwrap_or_else(|e| panic!("{e}"))
}

/// The same model without what is no shape.
fn shapes(model: &Model) -> Model {
    Model {
        id: String::new(),
        name: String::new(),
        aliases: Vec::new(),
        source: String::new(),
        provenance: roofscape::catalog::model::Provenance::Derived,
        published_params_b: None,
        published_active_params_b: None,
        ..model.clone()
    }
}

#[test]
fn configurations_give_the_shapes_of_the_catalogue() {
    let catalogue = models().unwrap();
    for id in [
        "bert-large",
        "bloom-176b",
        "deepseek-v3",
        "gpt-2-xl",
        "gpt-j-6b",
        "gpt-oss-120b",
        "kimi-k2",
        "llama-2-7b",
        "llama-3-2-3b",
        "llama-3-70b",
        "mistral-7b",
        "mixtral-8x7b",
        "opt-175b",
        "qwen3-235b-a22b",
        "qwen3-32b",
    ] {
        let ours = find(&catalogue, id).unwrap();
        let theirs = read(id);
        assert_eq!(shapes(&theirs), shapes(ours), "{id}");
        assert_eq!(theirs.id, id);
    }
}

#[test]
fn other_families_agree_with_published_counts() {
    // Counts of the weights on huggingface.co, in 10^9, from memory; Gemma 3 without its vision part.
    for (stem, published) in [
        ("deepseek-v2-lite", 15.706),
        ("gemma-2-9b", 9.242),
        ("gemma-3-27b", 27.009),
        ("gpt-neox-20b", 20.555),
        ("phi-3-mini-4k", 3.821),
        ("qwen2-57b-a14b", 57.409),
        ("qwen2-7b", 7.616),
    ] {
        let computed = read(stem).parameters().total() as f64 / 1e9;
        assert!((computed / published - 1.0).abs() < 0.001, "{stem}: {computed} vs {published}");
    }
}

#[test]
fn windows_follow_the_family() {
    let window = |window, layers| Some(SlidingWindow { window, layers });
    assert_eq!(read("gemma-2-9b").sliding, window(4096, 21));
    assert_eq!(read("gemma-3-27b").sliding, window(1024, 52));
    assert_eq!(read("phi-3-mini-4k").sliding, window(2047, 32));
    assert_eq!(read("qwen2-7b").sliding, None);
    let late = altered(
        "qwen2-7b",
        &[("use_sliding_window", json!(true)), ("max_window_layers", json!(20))],
    );
    assert_eq!(late.unwrap().sliding, window(131_072, 8));
    let absent = altered("mistral-7b", &[("sliding_window", Value::Null)]).unwrap();
    assert_eq!(absent.sliding, None);
}

/// The configuration `stem` with some keys set; `"<absent>"` removes one.
fn altered(stem: &str, changes: &[(&str, Value)]) -> Result<Model, ModelError> {
    let text = std::fs::read_to_string(file(stem)).unwrap();
    let mut config: Value = serde_json::from_str(&text).unwrap();
    let map = config.as_object_mut().unwrap();
    for (key, value) in changes {
        if value == "<absent>" {
            map.remove(*key).unwrap();
        } else {
            map.insert((*key).to_owned(), value.clone());
        }
    }
    Model::from_hf_json(&serde_json::to_string_pretty(&config).unwrap(), stem)
}

#[test]
fn absent_keys_mean_what_transformers_assumes() {
    let kv = |m: Model| match m.attention {
        Attention::Grouped { kv_heads, head_dim, .. } => (kv_heads, head_dim),
        Attention::Latent { .. } => panic!("expected plain heads"),
    };
    let absent = || json!("<absent>");
    assert_eq!(kv(read("mistral-7b")), (8, 128), "Mistral assumes 8 KV heads");
    let null = [("num_key_value_heads", Value::Null)];
    assert_eq!(kv(altered("mistral-7b", &null).unwrap()), (32, 128), "null means all heads");
    assert_eq!(kv(read("llama-2-7b")), (32, 128), "Llama assumes all heads");
    assert_eq!(kv(altered("qwen3-32b", &[("head_dim", absent())]).unwrap()), (8, 128));
    assert_eq!(kv(altered("qwen3-235b-a22b", &[("head_dim", absent())]).unwrap()), (4, 64));
    let window = altered("mistral-7b", &[("sliding_window", absent())]).unwrap().sliding;
    assert_eq!(window, Some(SlidingWindow { window: 4096, layers: 32 }));
    let alternating = altered("gpt-oss-120b", &[("layer_types", absent())]).unwrap().sliding;
    assert_eq!(alternating, Some(SlidingWindow { window: 128, layers: 18 }));
}

#[test]
fn what_cannot_be_expressed_is_refused_by_name() {
    let cases: &[(&str, &str, Value, &[&str])] = &[
        ("llama-2-7b", "model_type", json!("mamba"), &["`model_type`", "mamba", "llama"]),
        ("llama-2-7b", "ssm_cfg", json!({"layer": "Mamba2"}), &["`ssm_cfg`", "Mamba2"]),
        ("llama-2-7b", "attention_chunk_size", json!(8192), &["`attention_chunk_size`", "8192"]),
        ("gemma-2-9b", "num_kv_shared_layers", json!(20), &["`num_kv_shared_layers`", "20"]),
        ("llama-2-7b", "sliding_window", json!(4096), &["`sliding_window`", "4096"]),
        ("llama-2-7b", "mamba_d_state", json!(128), &["`mamba_d_state`", "128"]),
        (
            "qwen3-32b",
            "layer_types",
            json!(["linear_attention"]),
            &["`layer_types`", "linear_attention"],
        ),
        ("qwen3-32b", "layer_types", json!(["full_attention"]), &["`layer_types`", "64 layers"]),
        (
            "qwen3-235b-a22b",
            "moe_intermediate_size",
            json!("<absent>"),
            &["`moe_intermediate_size`", "missing"],
        ),
        ("qwen3-235b-a22b", "decoder_sparse_step", json!(2), &["`decoder_sparse_step`", "2"]),
        ("qwen3-235b-a22b", "mlp_only_layers", json!([5]), &["`mlp_only_layers`", "[5]"]),
        ("qwen3-235b-a22b", "use_sliding_window", json!(true), &["`use_sliding_window`"]),
        ("qwen2-57b-a14b", "shared_expert_intermediate_size", json!(1000), &["multiple", "1000"]),
        ("deepseek-v3", "moe_layer_freq", json!(2), &["`moe_layer_freq`", "2"]),
        ("deepseek-v3", "index_topk", json!(2048), &["`index_topk`", "2048"]),
        ("deepseek-v3", "q_lora_rank", json!("<absent>"), &["`q_lora_rank`", "missing"]),
        ("opt-175b", "word_embed_proj_dim", json!(512), &["`word_embed_proj_dim`", "512"]),
        ("bert-large", "is_decoder", json!(true), &["`is_decoder`"]),
        ("llama-2-7b", "is_encoder_decoder", json!(true), &["`is_encoder_decoder`"]),
        (
            "llama-3-70b",
            "architectures",
            json!(["LlamaForSequenceClassification"]),
            &["`architectures`"],
        ),
        ("llama-2-7b", "num_hidden_layers", json!(32.5), &["`num_hidden_layers`", "32.5", "whole"]),
        ("llama-2-7b", "num_hidden_layers", json!("32"), &["`num_hidden_layers`", "whole"]),
        ("llama-2-7b", "num_hidden_layers", json!("<absent>"), &["`num_hidden_layers`", "missing"]),
        ("llama-2-7b", "num_hidden_layers", json!(0), &["`num_hidden_layers`", "from 1 to 10000"]),
        ("llama-2-7b", "num_hidden_layers", json!(100_000), &["`num_hidden_layers`", "100000"]),
        ("llama-2-7b", "hidden_size", json!(-1), &["`hidden_size`", "-1"]),
        ("llama-2-7b", "hidden_size", json!(20_000_000_000_u64), &["`hidden_size`", "10000000"]),
        (
            "llama-2-7b",
            "num_attention_heads",
            json!(31),
            &["`num_attention_heads`", "divisor", "4096"],
        ),
        (
            "llama-3-70b",
            "num_key_value_heads",
            json!(7),
            &["`num_key_value_heads`", "divisor of the 64"],
        ),
        (
            "mixtral-8x7b",
            "num_experts_per_tok",
            json!(9),
            &["`num_experts_per_tok`", "from 1 to 8"],
        ),
        (
            "gpt-oss-120b",
            "experts_per_token",
            json!(8),
            &["`experts_per_token`", "as `num_experts_per_tok` says"],
        ),
        ("llama-2-7b", "mlp_bias", json!(1), &["`mlp_bias`", "true or false"]),
    ];
    for (stem, key, value, expected) in cases {
        let error = altered(stem, &[(key, value.clone())]).expect_err(key).to_string();
        for part in *expected {
            assert!(error.contains(part), "{stem} {key} = {value}: \"{error}\" lacks \"{part}\"");
        }
    }
}

#[test]
fn features_switched_off_are_no_reason_to_refuse() {
    for off in [Value::Null, json!(false), json!(0), json!([]), json!({}), json!("")] {
        altered("llama-2-7b", &[("attention_chunk_size", off)]).unwrap();
    }
}

#[test]
fn errors_point_at_line_and_column() {
    let text = std::fs::read_to_string(file("llama-2-7b")).unwrap();
    let text =
        text.replacen('{', "{\n  \"x\": \"\\\"ssm_cfg\\\": [\", \"ssm_cfg\": {\"y\": 1},", 1);
    let text = text.replacen("\"x\": ", "\"tokenizer_class\": ", 1);
    let error = Model::from_hf_json(&text, "c.json").unwrap_err().to_string();
    let column = text.lines().nth(1).unwrap().rfind("\"ssm_cfg\"").unwrap() + 1;
    let expected = format!("c.json:2:{column}: `ssm_cfg` = {{\"y\":1}} is not supported");
    assert!(error.starts_with(&expected), "{error}");
    let text = std::fs::read_to_string(file("gemma-3-27b")).unwrap();
    let line = text.lines().position(|l| l.contains("\"hidden_size\": 5376")).unwrap() + 1;
    let error = Model::from_hf_json(&text.replace("5376", "0"), "g").unwrap_err().to_string();
    assert!(error.starts_with(&format!("g:{line}:5: `text_config.hidden_size` is 0")), "{error}");
    let error = Model::from_hf_json("{\n \"a\" 1}", "broken").unwrap_err().to_string();
    assert!(error.starts_with("broken:2:"), "{error}");
    let error = Model::from_hf_json("[]", "list").unwrap_err().to_string();
    assert!(error.contains("object"), "{error}");
    let error = Model::from_hf_config(Path::new("/nowhere/config.json")).unwrap_err().to_string();
    assert!(error.starts_with("/nowhere/config.json: cannot read"), "{error}");
}

#[test]
fn a_model_is_called_after_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("My_Model-7B.v2");
    std::fs::create_dir(&path).unwrap();
    std::fs::copy(file("llama-2-7b"), path.join("config.json")).unwrap();
    let model = Model::from_hf_config(&path.join("config.json")).unwrap();
    assert_eq!((model.id.as_str(), model.name.as_str()), ("my-model-7b-v2", "My_Model-7B.v2"));
}

#[test]
fn no_value_of_any_key_panics_or_passes_as_absurd() {
    let nasty = [
        Value::Null,
        json!(true),
        json!(-1),
        json!(0),
        json!(1),
        json!(7),
        json!(u64::MAX),
        json!(1e300),
        json!("x"),
        json!([]),
        json!([null]),
        json!([u64::MAX]),
        json!({"a": 1}),
    ];
    let (mut read, mut refused) = (0, 0);
    for entry in std::fs::read_dir(file("x").parent().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let config: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for key in config.as_object().unwrap().keys() {
            for value in &nasty {
                match altered(&stem, &[(key, value.clone())]) {
                    Ok(m) => {
                        let total = m.parameters().total();
                        assert!(total > 0 && total <= 1_000_000_000_000_000_000, "{stem} {key}");
                        assert!(m.active_parameters() <= total, "{stem} {key} = {value}");
                        read += 1;
                    }
                    Err(_) => refused += 1,
                }
            }
        }
    }
    assert!(read > 500 && refused > 500, "{read} read, {refused} refused");
}

#[test]
fn truncated_files_are_errors() {
    let text = std::fs::read_to_string(file("gemma-3-27b")).unwrap();
    for (end, _) in text.trim_end().char_indices() {
        assert!(Model::from_hf_json(&text[..end], "cut").is_err(), "{end}");
    }
}
