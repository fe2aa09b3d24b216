//! Reads a Rust file as tokens: the paths that it names, made absolute, and the texts that it
//! declares. Comments and strings name nothing, so that a document may say what code may not use.

use proc_macro2::{Delimiter, Group, Literal, TokenStream, TokenTree};

use crate::tree;

/// A path, macro or attribute that a file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mention {
    /// Absolute where it can be: `crate::plan::file`; a macro ends in `!`; an attribute stands as
    /// `#[name]`.
    pub(crate) path: String,
    /// Line, from 1.
    pub(crate) line: usize,
    /// Whether it is compiled for tests only.
    pub(crate) in_test: bool,
}

/// A text in two languages as declared in code; none where it is put together at run time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Declared {
    /// 简体中文.
    pub(crate) zh: Option<String>,
    /// English.
    pub(crate) en: Option<String>,
    /// Line, from 1.
    pub(crate) line: usize,
}

/// A Rust file as the house reads it.
#[derive(Debug, Default)]
pub(crate) struct Source {
    /// From the root: `src/plan/file.rs`.
    pub(crate) path: String,
    /// What it names.
    pub(crate) mentions: Vec<Mention>,
    /// What it says in both languages.
    pub(crate) texts: Vec<Declared>,
    /// Files that it declares as modules for tests only, from the root.
    test_files: Vec<String>,
}

/// Every Rust file under these folders.
pub(crate) fn sources(folders: &[&str]) -> Vec<Source> {
    let mut sources: Vec<Source> = tree::files(folders)
        .iter()
        .filter(|path| path.ends_with(".rs"))
        .map(|path| read(path, &tree::text(path).expect("source is UTF-8")))
        .collect();
    let test_files: Vec<String> =
        sources.iter().flat_map(|source| source.test_files.clone()).collect();
    for source in &mut sources {
        let is_test = test_files.iter().any(|test| {
            source.path == format!("{test}.rs") || source.path.starts_with(&format!("{test}/"))
        });
        source.mentions.iter_mut().for_each(|mention| mention.in_test |= is_test);
    }
    sources
}

/// Reads the text of one file.
pub(crate) fn read(path: &str, text: &str) -> Source {
    let stream = text.parse().unwrap_or_else(|error| panic!("{path} is not Rust: {error}"));
    let modules = modules_of(path);
    let mut source = Source { path: path.into(), ..Source::default() };
    Walk { source: &mut source, modules, in_test: false }.stream(stream);
    source
}

/// The module that a file is: `src/plan/file.rs` is `plan::file`, `src/lib.rs` the crate itself.
fn modules_of(path: &str) -> Vec<String> {
    let inner = path.strip_prefix("src/").unwrap_or(path).trim_end_matches(".rs");
    let mut modules: Vec<String> = inner.split('/').map(String::from).collect();
    if matches!(modules.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        modules.pop();
    }
    modules
}

struct Walk<'a> {
    source: &'a mut Source,
    modules: Vec<String>,
    in_test: bool,
}

impl Walk<'_> {
    fn stream(&mut self, stream: TokenStream) {
        let tokens: Vec<TokenTree> = stream.into_iter().collect();
        let outer = self.in_test;
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Punct(punct) if punct.as_char() == ';' => self.in_test = outer,
                TokenTree::Punct(punct) if punct.as_char() == '#' => {
                    at = self.attribute(&tokens, at);
                }
                TokenTree::Group(group) => {
                    self.stream(group.stream());
                    if group.delimiter() == Delimiter::Brace {
                        self.in_test = outer;
                    }
                }
                TokenTree::Ident(ident) if ident == "mod" => {
                    at = self.module(&tokens, at);
                    if matches!(&tokens[at], TokenTree::Group(_)) {
                        self.in_test = outer;
                    }
                }
                TokenTree::Ident(_) if !is_field(&tokens, at) => {
                    at = self.path(&tokens, at, &[]);
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
        self.in_test = outer;
    }

    /// `#[name ...]`: records it; what follows `#[cfg(test)]` is for tests. Returns its last token.
    fn attribute(&mut self, tokens: &[TokenTree], at: usize) -> usize {
        let at = if is_punct(tokens.get(at + 1), '!') { at + 1 } else { at };
        let Some(TokenTree::Group(group)) = tokens.get(at + 1) else { return at };
        let words: Vec<String> = group.stream().to_string().split(' ').map(String::from).collect();
        let name = words.first().map_or("", String::as_str);
        self.mention(format!("#[{}]", name.split('(').next().unwrap_or("")), group_line(group));
        let inside = group.stream().to_string().replace(' ', "");
        self.in_test |= inside.starts_with("cfg(test") || inside.starts_with("cfg(all(test");
        at + 1
    }

    /// `mod name { ... }` or `mod name;`. Returns its name's or its group's place.
    fn module(&mut self, tokens: &[TokenTree], at: usize) -> usize {
        let Some(TokenTree::Ident(name)) = tokens.get(at + 1) else { return at };
        if is_punct(tokens.get(at + 2), ';') && self.in_test {
            let folder = self.modules.join("/");
            let slash = if folder.is_empty() { "" } else { "/" };
            self.source.test_files.push(format!("src/{folder}{slash}{name}"));
        }
        let Some(TokenTree::Group(group)) = tokens.get(at + 2) else { return at + 1 };
        self.modules.push(name.to_string());
        self.stream(group.stream());
        self.modules.pop();
        at + 2
    }

    /// A path that begins at `at`, braces expanded. Returns the first token after it.
    fn path(&mut self, tokens: &[TokenTree], mut at: usize, prefix: &[String]) -> usize {
        let mut segments = prefix.to_vec();
        let line = tokens[at].span().start().line;
        loop {
            match tokens.get(at) {
                Some(TokenTree::Ident(ident)) => segments.push(ident.to_string()),
                Some(TokenTree::Punct(punct)) if punct.as_char() == '*' => {
                    segments.push("*".into());
                }
                Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                    self.branches(group, &segments);
                    return at + 1;
                }
                _ => break,
            }
            at += 1;
            if !(is_punct(tokens.get(at), ':') && is_punct(tokens.get(at + 1), ':')) {
                break;
            }
            at += 2;
        }
        if let (true, Some(TokenTree::Group(group))) =
            (is_punct(tokens.get(at), '!'), tokens.get(at + 1))
        {
            let name = segments.last_mut().expect("a path has a name");
            name.push('!');
            if name == "words!" {
                self.words(group);
            }
        } else if let (true, Some(TokenTree::Group(group))) =
            (segments.ends_with(&["Text".into(), "new".into()]), tokens.get(at))
        {
            self.text(group);
        }
        let path = self.absolute(&segments);
        self.mention(path, line);
        at
    }

    /// `{a::b, c}` after a path: each of them after the same prefix.
    fn branches(&mut self, group: &Group, prefix: &[String]) {
        let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            at = match &tokens[at] {
                TokenTree::Punct(punct) if punct.as_char() != '*' => at + 1,
                _ => self.path(&tokens, at, prefix),
            };
            if matches!(tokens.get(at), Some(TokenTree::Ident(ident)) if ident == "as") {
                at += 2;
            }
        }
    }

    fn absolute(&self, segments: &[String]) -> String {
        let supers = segments.iter().take_while(|segment| *segment == "super").count();
        let own = usize::from(segments[0] == "self" && segments.len() > 1);
        if supers + own == 0 || supers > self.modules.len() {
            return segments.join("::");
        }
        let mut path = vec!["crate".to_string()];
        path.extend_from_slice(&self.modules[..self.modules.len() - supers]);
        path.extend_from_slice(&segments[supers + own..]);
        path.join("::")
    }

    fn mention(&mut self, path: String, line: usize) {
        self.source.mentions.push(Mention { path, line, in_test: self.in_test });
    }

    /// `Name { Item "中文" "English", ... }`, the body of `words!`.
    fn words(&mut self, group: &Group) {
        for token in group.stream() {
            let TokenTree::Group(body) = token else { continue };
            let items: Vec<TokenTree> = body.stream().into_iter().collect();
            for item in items.windows(3) {
                if let [TokenTree::Ident(_), TokenTree::Literal(zh), TokenTree::Literal(en)] = item
                {
                    let line = zh.span().start().line;
                    self.source.texts.push(Declared { zh: string(zh), en: string(en), line });
                }
            }
        }
    }

    /// `("中文", "English")`, or `format!` of them.
    fn text(&mut self, group: &Group) {
        let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
        let mut sides = tokens.split(|token| is_punct(Some(token), ',')).map(first_string);
        let (zh, en) = (sides.next().flatten(), sides.next().flatten());
        self.source.texts.push(Declared { zh, en, line: group_line(group) });
    }
}

/// The string that an argument is, or that its `format!` begins with.
fn first_string(tokens: &[TokenTree]) -> Option<String> {
    match tokens {
        [TokenTree::Literal(literal)] => string(literal),
        [TokenTree::Ident(name), _, TokenTree::Group(group)] if name == "format" => {
            match group.stream().into_iter().next() {
                Some(TokenTree::Literal(literal)) => string(&literal),
                _ => None,
            }
        }
        _ => None,
    }
}

/// What stands between the quotes of a string literal, escapes left as written.
fn string(literal: &Literal) -> Option<String> {
    let text = literal.to_string();
    let (first, last) = (text.find('"')?, text.rfind('"')?);
    Some(text[first + 1..last].to_string())
}

fn group_line(group: &Group) -> usize {
    group.span_open().start().line
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

/// Whether the name at `at` follows a single dot: a field or a method, not a path.
fn is_field(tokens: &[TokenTree], at: usize) -> bool {
    let dot = |back: usize| at >= back && is_punct(tokens.get(at - back), '.');
    dot(1) && !dot(2)
}
