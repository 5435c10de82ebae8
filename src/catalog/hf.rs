//! Models from the `config.json` of a Hugging Face repository.
//!
//! The rule for keys, so that nothing that costs time is passed over in silence:
//! - Layers, widths, heads, experts, vocabulary and context must be in the file. For the rest an
//!   absent key means what `transformers` assumes (KV heads, head width, tying, biases, windows).
//! - A key that neither gives a shape nor is known to leave the cost alone (`harmless.rs`) is
//!   refused, unless its value is null, false, 0 or empty: then the feature it names is off.
//! - Of a multimodal model the `text_config` is read: the result is the language model alone.

mod classic;
mod experts;
mod families;
mod harmless;
mod reader;
mod windows;

use std::path::Path;

use serde_json::{Map, Value};

use super::model::{Attention, Kind, Model, ModelError, Norm, Place, Position, Provenance, check};
use reader::Reader;

impl Model {
    /// The model of a `config.json`, called after its folder, or after the file if that is not
    /// called `config.json`.
    ///
    /// # Errors
    /// As [`Model::from_hf_json`], and if the file cannot be read.
    pub fn from_hf_config(path: &Path) -> Result<Self, ModelError> {
        let origin = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|source| ModelError::Read { origin: origin.clone(), source })?;
        let folder = path.parent().and_then(Path::file_name);
        let stem = path.file_stem();
        let is_plain = path.file_name().is_some_and(|n| n == "config.json");
        let name = if is_plain { folder.or(stem) } else { stem };
        let name = name.map_or_else(|| origin.clone(), |n| n.to_string_lossy().into_owned());
        parse(&origin, &text, &name)
    }

    /// The model of the text of a `config.json`; `name` names it, and the text in errors.
    ///
    /// # Errors
    /// Not JSON; a missing, mistyped, absurd or contradictory shape; a model type, value or key
    /// whose cost a [`Model`] cannot express. Each with its key, and line and column.
    pub fn from_hf_json(text: &str, name: &str) -> Result<Self, ModelError> {
        parse(name, text, name)
    }
}

fn parse(origin: &str, text: &str, name: &str) -> Result<Model, ModelError> {
    let value: Value = serde_json::from_str(text).map_err(|e| ModelError::Syntax {
        at: Place::new(origin, Some((e.line(), e.column()))),
        message: e.to_string(),
    })?;
    let Value::Object(outer) = &value else {
        return Err(ModelError::Syntax {
            at: Place::new(origin, Some((1, 1))),
            message: "a config.json holds an object in braces".to_owned(),
        });
    };
    let whole = Reader::new(origin, text, &[], outer);
    let mut model = match outer.get("text_config") {
        Some(Value::Object(inner)) => {
            whole.note("text_config");
            whole.finish(harmless::beside_text)?;
            language_model(&Reader::new(origin, text, &["text_config"], inner), Some(outer))?
        }
        _ => language_model(&whole, None)?,
    };
    model.id = id(name);
    model.name = name.to_owned();
    model.source = format!("config.json ({origin})");
    Ok(model)
}

/// `outer` is the file around a `text_config`, which may hold the tying in its place.
fn language_model(r: &Reader<'_>, outer: Option<&Map<String, Value>>) -> Result<Model, ModelError> {
    r.refuse_unless(&["is_encoder_decoder", "add_cross_attention"], |v| v == &Value::Bool(false))?;
    let model_type = model_type(r)?;
    let mut model = match families::FAMILIES.iter().find(|f| f.model_type == model_type) {
        Some(family) => families::read(r, family)?,
        None => match classic::reader(&model_type) {
            Some(read) => read(r)?,
            None => return Err(unknown_type(r, &model_type)),
        },
    };
    if !r.has("tie_word_embeddings")
        && let Some(Value::Bool(tied)) = outer.and_then(|o| o.get("tie_word_embeddings"))
    {
        model.tied_embeddings = *tied;
    }
    r.finish(harmless::in_model)?;
    check(&model).map_err(|v| r.violation(v.key, v.value, v.expected))?;
    Ok(model)
}

fn unknown_type(r: &Reader<'_>, model_type: &str) -> ModelError {
    r.unsupported("model_type", &format!("can be read: {}", known_types().join(", ")), model_type)
}

/// Model types of `transformers` that can be read, sorted.
pub fn known_types() -> Vec<&'static str> {
    let mut types: Vec<_> = families::FAMILIES.iter().map(|f| f.model_type).collect();
    types.extend(classic::TYPES);
    types.sort_unstable();
    types
}

/// `model_type`, or the type that the first of `architectures` belongs to.
fn model_type(r: &Reader<'_>) -> Result<String, ModelError> {
    const HEADS: [&str; 6] = [
        "ForCausalLM",
        "LMHeadModel",
        "ForMaskedLM",
        "ForPreTraining",
        "ForConditionalGeneration",
        "Model",
    ];
    let architecture = r.first_word("architectures")?;
    let stem = match &architecture {
        None => None,
        Some(a) => match HEADS.iter().find_map(|h| a.strip_suffix(h)) {
            Some(stem) => Some(stem.to_lowercase()),
            None => {
                return Err(r.unsupported(
                    "architectures",
                    "its output head is not that of a language model",
                    a,
                ));
            }
        },
    };
    if let Some(given) = r.word("model_type")? {
        return Ok(given);
    }
    let Some(stem) = stem else {
        return Err(r.missing("model_type", "the name of the architecture, such as \"llama\""));
    };
    match known_types().into_iter().find(|t| t.replace('_', "") == stem) {
        Some(found) => Ok(found.to_owned()),
        None => Err(r.unsupported(
            "architectures",
            &format!("can be read: {}", known_types().join(", ")),
            architecture.as_deref().unwrap_or_default(),
        )),
    }
}

/// What `name` becomes as an id: without organisation, lower case, `-` for everything but letters
/// and digits; `name` itself if nothing is left.
fn id(name: &str) -> String {
    let bare = name.rsplit('/').next().unwrap_or(name).to_lowercase();
    let parts = bare.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty());
    let id = parts.collect::<Vec<_>>().join("-");
    if id.is_empty() { name.to_owned() } else { id }
}

/// A model with everything that most of them share; readers set what differs.
fn blank(layers: u64, hidden: u64, attention: Attention) -> Model {
    Model {
        id: String::new(),
        name: String::new(),
        aliases: Vec::new(),
        kind: Kind::Decoder,
        layers,
        hidden,
        attention,
        sliding: None,
        gated_mlp: false,
        ffn: 0,
        moe: None,
        vocab: 0,
        tied_embeddings: false,
        position: Position::Rotary,
        norm: Norm::Rms,
        norms_per_layer: 2,
        qk_norm: false,
        parallel_block: false,
        qkv_bias: false,
        output_bias: false,
        mlp_bias: false,
        max_context: 0,
        published_params_b: None,
        published_active_params_b: None,
        source: String::new(),
        provenance: Provenance::Read,
    }
}
