//! Place names of generated counties: morphemes of southern Chinese place names with their pinyin,
//! so that both languages agree. Which place gets which name is decided by its role elsewhere.

use std::collections::BTreeSet;

use crate::base::chance::{Draws, Purpose, Seed};
use crate::base::key::Key;
use crate::base::text::Text;

/// Hands out names, none twice.
#[derive(Debug, Clone)]
pub(super) struct Namer {
    seed: Seed,
    used: BTreeSet<String>,
    rivers: usize,
}

/// A name without its generic word: 石门, `shimen`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stem {
    /// In Chinese.
    pub zh: String,
    /// In pinyin, lower case, without tones.
    pub pinyin: String,
}

/// Townships; the first three are given by role: uppermost on the main river, below the town, and
/// at the end of a single road.
const TOWNSHIPS: &[(&str, &str)] = &[
    ("石门", "shimen"),
    ("下河", "xiahe"),
    ("云岭", "yunling"),
    ("白马", "baima"),
    ("双河", "shuanghe"),
    ("高桥", "gaoqiao"),
    ("金竹", "jinzhu"),
    ("龙泉", "longquan"),
    ("太平", "taiping"),
    ("永安", "yongan"),
    ("桃源", "taoyuan"),
    ("黄坪", "huangping"),
    ("马鞍", "maan"),
    ("清溪", "qingxi"),
    ("石桥", "shiqiao"),
    ("长坪", "changping"),
    ("松林", "songlin"),
    ("三岔", "sancha"),
    ("凤凰", "fenghuang"),
    ("沙坪", "shaping"),
    ("红岩", "hongyan"),
    ("双龙", "shuanglong"),
    ("古楼", "gulou"),
    ("宝塔", "baota"),
    ("铜鼓", "tonggu"),
    ("天池", "tianchi"),
    ("玉泉", "yuquan"),
    ("兴隆", "xinglong"),
    ("安乐", "anle"),
    ("福田", "futian"),
    ("观音", "guanyin"),
    ("茶店", "chadian"),
    ("石板", "shiban"),
    ("枫香", "fengxiang"),
    ("两河", "lianghe"),
    ("中坝", "zhongba"),
    ("杉木", "shanmu"),
    ("八角", "bajiao"),
    ("九龙", "jiulong"),
    ("白沙", "baisha"),
    ("竹园", "zhuyuan"),
    ("梅子", "meizi"),
    ("柏杨", "baiyang"),
    ("新场", "xinchang"),
    ("仙人", "xianren"),
    ("五峰", "wufeng"),
    ("大坪", "daping"),
    ("青龙", "qinglong"),
];

/// Subdistricts of the town, its centre first.
const SUBDISTRICTS: &[(&str, &str)] = &[
    ("城关", "chengguan"),
    ("东城", "dongcheng"),
    ("西城", "xicheng"),
    ("滨河", "binhe"),
    ("北关", "beiguan"),
    ("南门", "nanmen"),
    ("新城", "xincheng"),
    ("文峰", "wenfeng"),
    ("河东", "hedong"),
    ("光明", "guangming"),
];

/// Subdistricts that lie nowhere in particular, in the order in which they are used.
pub(super) const ANYWHERE: &[&str] = &["binhe", "xincheng", "wenfeng", "guangming", "hedong"];

/// Tributaries; the main river comes first.
const RIVERS: &[(&str, &str)] = &[
    ("青", "qing"),
    ("白水", "baishui"),
    ("龙潭", "longtan"),
    ("沙", "sha"),
    ("黑水", "heishui"),
    ("柳", "liu"),
    ("金", "jin"),
    ("马尾", "mawei"),
    ("乌", "wu"),
    ("南", "nan"),
    ("桃花", "taohua"),
    ("响水", "xiangshui"),
    ("洛", "luo"),
    ("北", "bei"),
    ("芦", "lu"),
];

/// What villages are named after.
const FIRST: &[(&str, &str)] = &[
    ("上", "shang"),
    ("下", "xia"),
    ("大", "da"),
    ("小", "xiao"),
    ("新", "xin"),
    ("老", "lao"),
    ("东", "dong"),
    ("西", "xi"),
    ("南", "nan"),
    ("北", "bei"),
    ("石", "shi"),
    ("金", "jin"),
    ("银", "yin"),
    ("龙", "long"),
    ("凤", "feng"),
    ("马", "ma"),
    ("牛", "niu"),
    ("羊", "yang"),
    ("白", "bai"),
    ("黑", "hei"),
    ("红", "hong"),
    ("黄", "huang"),
    ("青", "qing"),
    ("双", "shuang"),
    ("三", "san"),
    ("七", "qi"),
    ("长", "chang"),
    ("高", "gao"),
    ("平", "ping"),
    ("桃", "tao"),
    ("杏", "xing"),
    ("松", "song"),
    ("竹", "zhu"),
    ("梅", "mei"),
    ("桂", "gui"),
    ("枫", "feng"),
    ("柳", "liu"),
    ("茶", "cha"),
    ("桐", "tong"),
    ("云", "yun"),
    ("月", "yue"),
    ("清", "qing"),
    ("水", "shui"),
    ("沙", "sha"),
    ("张家", "zhangjia"),
    ("王家", "wangjia"),
    ("陈家", "chenjia"),
    ("刘家", "liujia"),
    ("周家", "zhoujia"),
    ("吴家", "wujia"),
    ("罗家", "luojia"),
    ("杨家", "yangjia"),
    ("何家", "hejia"),
    ("郭家", "guojia"),
    ("谭家", "tanjia"),
    ("向家", "xiangjia"),
    ("田家", "tianjia"),
    ("覃家", "qinjia"),
    ("冉家", "ranjia"),
    ("邓家", "dengjia"),
];

/// What lies there.
const SECOND: &[(&str, &str)] = &[
    ("湾", "wan"),
    ("坪", "ping"),
    ("沟", "gou"),
    ("坝", "ba"),
    ("岩", "yan"),
    ("坡", "po"),
    ("岭", "ling"),
    ("冲", "chong"),
    ("塘", "tang"),
    ("桥", "qiao"),
    ("溪", "xi"),
    ("垭", "ya"),
    ("坳", "ao"),
    ("寨", "zhai"),
    ("坑", "keng"),
    ("井", "jing"),
    ("店", "dian"),
    ("庄", "zhuang"),
    ("院", "yuan"),
    ("园", "yuan"),
    ("铺", "pu"),
    ("口", "kou"),
    ("林", "lin"),
    ("田", "tian"),
    ("洞", "dong"),
    ("崖", "ya"),
    ("嘴", "zui"),
    ("坎", "kan"),
    ("槽", "cao"),
    ("峪", "yu"),
];

impl Namer {
    /// A namer under `seed`. The names that storylines refer to are kept for their roles.
    pub(super) fn new(seed: Seed) -> Self {
        let mut used: BTreeSet<String> =
            TOWNSHIPS.iter().chain(SUBDISTRICTS).map(|pair| pair.1.to_owned()).collect();
        used.insert("hewan".to_owned());
        used.insert("qingshan".to_owned());
        Self { seed, used, rivers: 0 }
    }

    /// The `index`th township.
    pub(super) fn township(index: usize) -> Stem {
        stem(TOWNSHIPS[index])
    }

    /// The subdistrict of that pinyin, if it is a usual one.
    pub(super) fn subdistrict(pinyin: &str) -> Option<Stem> {
        SUBDISTRICTS.iter().find(|pair| pair.1 == pinyin).map(|pair| stem(*pair))
    }

    /// The village opposite the lower township, 河湾.
    pub(super) fn bend() -> Stem {
        stem(("河湾", "hewan"))
    }

    /// A village at a place; the place alone, and what is taken, decide its name.
    pub(super) fn village(&mut self, cell: u32) -> Stem {
        let key = Key::born(3, &[Key(u64::from(cell))], 0);
        let mut draws = self.seed.draws(Purpose::Generation, key);
        loop {
            let made = compound(&mut draws);
            if self.used.insert(made.pinyin.clone()) {
                return made;
            }
        }
    }

    /// The next river: written name and title; the first is the main river.
    pub(super) fn river(&mut self, main: bool) -> (String, Text) {
        let index = self.rivers;
        self.rivers += 1;
        if let Some(pair) = RIVERS.get(index) {
            let word =
                if main || index.is_multiple_of(2) { ("河", "River") } else { ("溪", "Creek") };
            let made = stem(*pair);
            let title =
                Text::new(format!("{}{}", made.zh, word.0), format!("{} {}", made.title(), word.1));
            return (format!("{}-{}", made.pinyin, word.1.to_lowercase()), title);
        }
        let mut draws = self.seed.draws(Purpose::Generation, Key::born(4, &[Key(index as u64)], 0));
        let made = loop {
            let made = compound(&mut draws);
            if !made.zh.ends_with('溪') && self.used.insert(format!("{} creek", made.pinyin)) {
                break made;
            }
        };
        let title = Text::new(format!("{}溪", made.zh), format!("{} Creek", made.title()));
        (format!("{}-creek", made.pinyin), title)
    }
}

fn stem(pair: (&str, &str)) -> Stem {
    Stem { zh: pair.0.to_owned(), pinyin: pair.1.to_owned() }
}

/// What is named after, and what lies there.
fn compound(draws: &mut Draws) -> Stem {
    let first = FIRST[draws.below(FIRST.len() as u32) as usize];
    let second = SECOND[draws.below(SECOND.len() as u32) as usize];
    // A third word comes in where two would run out: 上石沟.
    let before = if draws.happens(0.12) && first.0.chars().count() == 1 {
        FIRST[draws.below(4) as usize]
    } else {
        ("", "")
    };
    let before = if before.0 == first.0 { ("", "") } else { before };
    Stem {
        zh: format!("{}{}{}", before.0, first.0, second.0),
        pinyin: format!("{}{}{}", before.1, first.1, second.1),
    }
}

impl Stem {
    /// The pinyin with a capital letter.
    pub(super) fn title(&self) -> String {
        let mut letters = self.pinyin.chars();
        letters.next().map_or_else(String::new, |first| {
            first.to_uppercase().collect::<String>() + letters.as_str()
        })
    }

    /// The name with a generic word in both languages: 石门镇, Shimen Township.
    pub(super) fn with(&self, zh: &str, en: &str) -> Text {
        Text::new(format!("{}{zh}", self.zh), format!("{} {en}", self.title()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_in_both_languages() {
        let mut namer = Namer::new(Seed(1));
        let (mut zh, mut en) = (BTreeSet::new(), BTreeSet::new());
        for cell in 0..1_600 {
            let made = namer.village(cell);
            assert!(zh.insert(made.zh.clone()), "{} twice", made.zh);
            assert!(en.insert(made.pinyin.clone()), "{} twice", made.pinyin);
        }
        let mut rivers = BTreeSet::new();
        for index in 0..200 {
            assert!(rivers.insert(namer.river(index == 0).0));
        }
    }
}
