//! Fire in forest, brush and grass: how fast it runs, where it is when, how far sparks fly, and
//! whether a crew is safe. Who fights it, and what burns down in villages, is not here.
//!
//! Rates come from [`rate`] (Wang Zhengfei, the Chinese form) or [`rothermel`] (the international
//! one, with intensity and flames); [`spread`] carries either over a grid; [`spotting`] says how
//! far sparks set fires ahead; [`safety`] is Byram's intensity and what it means for crews.

pub mod rate;
pub mod rothermel;
pub mod safety;
pub mod spotting;
pub mod spread;

use super::assumption::Assumption;

/// What the models of this family assume.
pub fn assumptions() -> Vec<Assumption> {
    let mut all = rate::assumptions();
    all.extend(rothermel::assumptions());
    all.extend(spread::assumptions());
    all.extend(spotting::assumptions());
    all.extend(safety::assumptions());
    all
}
