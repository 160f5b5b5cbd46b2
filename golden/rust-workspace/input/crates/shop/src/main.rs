fn main() {
    println!("{}", cart::total(&[1, 2]));
}
