//! Documents, tables and pictures, made from a drill and its log. Text and bytes out: files are
//! written by `files`.

pub mod map_picture;
mod picture;
