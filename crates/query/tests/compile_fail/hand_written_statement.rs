use watchroom_query::Statement;

fn main() {
    let _ = Statement { sql: "DROP TABLE users".to_owned(), binds: Vec::new() };
}
