//! What proves the model, the catalogue and other people's tables right or wrong.

pub mod table;
