use muster::county::generate::*;
use std::io::Write;
fn main() {
    let a: Vec<u64> = std::env::args().skip(1).filter_map(|x| x.parse().ok()).collect();
    let t = std::time::Instant::now();
    let c = generate(&Settings { seed: a[0], junctions: a[1] as u32 });
    println!("{:?}", t.elapsed());
    let n = &c.network;
    let mut deg = vec![0; n.nodes.len()];
    for r in &n.roads { deg[r.from.index()] += 1; deg[r.to.index()] += 1; }
    println!("nodes {} roads {} deg2 {} bridges {}", n.nodes.len(), n.roads.len(), deg.iter().filter(|d| **d == 2).count(), n.roads.iter().filter(|r| r.structure.code() == 1).count());
    println!("zones {} fac {} areas {} reaches {} people {}", c.zones.len(), c.facilities.len(), c.areas.len(), c.reaches.len(), c.zones.iter().map(|z| z.residents).sum::<u32>());
    let mut comp = vec![usize::MAX; n.nodes.len()]; let mut sizes = vec![];
    for s in 0..n.nodes.len() { if comp[s] != usize::MAX { continue; } let id = sizes.len(); let mut st = vec![s]; comp[s] = id; let mut k = 0; while let Some(u) = st.pop() { k += 1; for arc in n.arcs_from(muster::base::id::NodeId(u as u32)) { let v = n.head[arc.index()].index(); if comp[v] == usize::MAX { comp[v] = id; st.push(v); } } } sizes.push(k); }
    println!("components {sizes:?}");
    let mut f = std::io::BufWriter::new(std::fs::File::create("/tmp/c.txt").unwrap());
    let g = &c.terrain.elevation_m;
    writeln!(f, "{} {}", g.columns, g.rows).unwrap();
    for v in &g.values { write!(f, "{v} ").unwrap(); } writeln!(f).unwrap();
    for v in &c.terrain.cover.values { write!(f, "{} ", v.code()).unwrap(); } writeln!(f).unwrap();
    for r in &n.roads { let (a, b) = (n.nodes[r.from.index()], n.nodes[r.to.index()]); write!(f, "R {} {} {},{}", r.class.code(), r.structure.code(), a.x_m, a.y_m).unwrap(); for p in &r.bend { write!(f, " {},{}", p.0, p.1).unwrap(); } writeln!(f, " {},{}", b.x_m, b.y_m).unwrap(); }
    for r in &c.reaches { write!(f, "W {} {}", r.width_m, r.name).unwrap(); for p in &r.course { write!(f, " {},{}", p.0, p.1).unwrap(); } writeln!(f).unwrap(); }
    for z in &c.zones { let p = n.nodes[z.node.index()]; writeln!(f, "Z {} {} {},{}", z.kind.code(), z.title.zh, p.x_m, p.y_m).unwrap(); }
}
