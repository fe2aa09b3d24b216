//! What a report says of a run that neither the drill nor the log holds: seed, versions, hashes,
//! commands. Given by whoever played the run.

/// Facts about one run, beside its drill and its log.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct RunFacts {
    /// Seed of the run.
    pub seed: u64,
    /// Version of the engine, as `muster --version` prints it.
    pub engine_version: String,
    /// Content hash of the map.
    pub map_hash: String,
    /// Input files by name, each with its content hash.
    pub input_hashes: Vec<(String, String)>,
    /// Command that played the run.
    pub run_command: String,
    /// Command that plays it again and compares digests.
    pub replay_command: String,
    /// Whether people sat at some of the desks.
    pub people_at_seats: bool,
}
