//! Keys that leave time, memory and parameter count alone, as far as shapes express them.

/// Exact names: training and generation settings, tokens, routing scores, numerics, bookkeeping.
const KEYS: &[&str] = &[
    // Bookkeeping and generation.
    "_attn_implementation",
    "_commit_hash",
    "_name_or_path",
    "auto_map",
    "cache_implementation",
    "dtype",
    "finetuning_task",
    "generation_config",
    "id2label",
    "keys_to_ignore_at_inference",
    "label2id",
    "language",
    "name_or_path",
    "output_attentions",
    "output_hidden_states",
    "prefix",
    "problem_type",
    "return_dict",
    "task_specific_params",
    "tokenizer_class",
    "torch_dtype",
    "transformers_version",
    "use_cache",
    "use_return_dict",
    // Training only.
    "aux_loss_alpha",
    "gradient_checkpointing",
    "initializer_factor",
    "initializer_range",
    "layerdrop",
    "pretraining_tp",
    "seq_aux",
    "use_flash_attn",
    "use_mems",
    // Numerics and rotary embedding: the same work with other constants.
    "activation_function",
    "attention_softmax_in_fp32",
    "attn_logit_softcapping",
    "bias_dropout_fusion",
    "final_logit_softcapping",
    "hidden_act",
    "hidden_activation",
    "initial_context_length",
    "layer_norm_elementwise_affine",
    "masked_softmax_fusion",
    "offset_alibi",
    "original_max_position_embeddings",
    "partial_rotary_factor",
    "query_pre_attn_scalar",
    "reorder_and_upcast_attn",
    "rotary",
    "rotary_dim",
    "rotary_emb_base",
    "rotary_pct",
    "scale_attn_by_inverse_layer_idx",
    "scale_attn_weights",
    "slow_but_exact",
    "swiglu_alpha",
    "swiglu_limit",
    "apply_residual_connection_post_layernorm",
    "skip_bias_add",
    // Where the norm stands, not how much of it there is.
    "do_layer_norm_before",
    // Expert routing: which experts, not how many.
    "ep_size",
    "n_group",
    "norm_topk_prob",
    "output_router_logits",
    "routed_scaling_factor",
    "scoring_func",
    "topk_group",
    "topk_method",
    // Weights stored otherwise; the precision of a prediction is chosen with the workload.
    "compression_config",
    "quantization",
    "quantization_config",
    // An extra module for speculative decoding, not part of a forward pass.
    "num_nextn_predict_layers",
    // Summary and pooling heads, which language modelling does not run; two token types.
    "pooler_fc_size",
    "pooler_num_attention_heads",
    "pooler_num_fc_layers",
    "pooler_size_per_head",
    "pooler_type",
    "summary_activation",
    "summary_first_dropout",
    "summary_proj_to_labels",
    "summary_type",
    "summary_use_proj",
    "type_vocab_size",
];

fn named(key: &str) -> bool {
    const ENDS: [&str; 10] = [
        "_coef",
        "_dropout",
        "_dropout_prob",
        "_eps",
        "_epsilon",
        "_jitter_noise",
        "_pdrop",
        "_std",
        "_token_id",
        "_token_index",
    ];
    KEYS.contains(&key) || key.starts_with("rope_") || ENDS.iter().any(|e| key.ends_with(e))
}

/// Whether `key` of a language model's configuration is harmless.
pub(super) fn in_model(key: &str) -> bool {
    named(key) || key == "dropout" || key == "init_std"
}

/// Whether `key` beside a `text_config` is harmless: it describes the other modalities.
pub(super) fn beside_text(key: &str) -> bool {
    const OTHERS: [&str; 6] = ["audio_", "image_", "mm_", "projector_", "video_", "vision_"];
    named(key)
        || ["architectures", "model_type", "tie_word_embeddings"].contains(&key)
        || OTHERS.iter().any(|o| key.starts_with(o))
}
