//! What the score does not judge, so that a report can say so on its first page.

use super::gap::Cases;
use super::index::Index;
use super::scorecard::{GapType, NotEvaluated};
use crate::base::text::Text;

/// Everything that is not evaluated, with cases counted where they can be.
pub(super) fn not_evaluated(index: &Index, cases: &Cases) -> Vec<NotEvaluated> {
    let mut all: Vec<NotEvaluated> = GapType::ALL
        .iter()
        .filter(|gap| !GapType::EVALUATED.contains(gap))
        .map(|gap| {
            let (number, title) = (gap.number(), gap.text());
            NotEvaluated {
                what: Text::new(
                    format!("缺口类型{number} {}({})", gap.name(), title.zh),
                    format!("gap type {number}, {} ({})", gap.name(), title.en),
                ),
                why: Text::new("本版本尚无此项判定", "this version has no test for it"),
                cases: None,
            }
        })
        .collect();
    all.extend(parts());
    if cases.requests_not_judged > 0 {
        all.push(entry(
            ("到期未满足的请求", "requests that were not met when due"),
            ("未提供路网行程时间,无法判断谁能及时到达", "no travel times to tell who could come"),
            Some(cases.requests_not_judged),
        ));
    }
    let late = index.all_requests().filter(|(_, request)| request.due >= index.end).count();
    if late > 0 {
        all.push(entry(
            ("演练结束时尚未到期的请求", "requests not yet due when play ended"),
            ("时限未到", "their time had not run out"),
            Some(u32::try_from(late).unwrap_or(u32::MAX)),
        ));
    }
    all
}

fn entry(what: (&str, &str), why: (&str, &str), cases: Option<u32>) -> NotEvaluated {
    let text = |(zh, en): (&str, &str)| Text::new(zh, en);
    NotEvaluated { what: text(what), why: text(why), cases }
}

/// Parts of tests that are built otherwise.
fn parts() -> [NotEvaluated; 4] {
    [
        entry(
            (
                "报告数字与本岗位掌握情况是否一致",
                "whether reported numbers agree with what is held",
            ),
            ("报告内容以事实版本记录,尚无此项比对", "reports carry versions; not compared yet"),
            None,
        ),
        entry(
            ("同时有效而内容矛盾的公开信息", "public messages that contradict each other"),
            ("尚无此项判定", "no test for it yet"),
            None,
        ),
        entry(
            ("席位人员口头或电话沟通", "what people at seats said or telephoned"),
            ("日志只含系统内记录", "the log holds only what passed through the system"),
            None,
        ),
        entry(
            ("评分规则中的安全、合规两项", "the safety and conformity limbs of the rating rule"),
            ("仅作提示,须由评估员确认", "indications only, an evaluator has to confirm them"),
            None,
        ),
    ]
}
