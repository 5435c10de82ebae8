//! Files that are not what they should be, and chips nobody knows.

use roofscape::catalog::Catalog;
use roofscape::validate::table::{Aliases, Finding, Status, judge, read};

fn complaint(bytes: &[u8]) -> String {
    read("t.csv", bytes).expect_err("the file is wrong").to_string()
}

fn findings(csv: &str) -> Vec<Finding> {
    let cells = read("t.csv", csv.as_bytes()).unwrap();
    judge(&cells, Catalog::embedded(), &Aliases::default())
}

fn statuses(csv: &str) -> Vec<Status> {
    findings(csv).iter().map(|f| f.status).collect()
}

#[test]
fn separators_and_marks_do_not_matter() {
    let one = "table,row,column,value\n表,H100 SXM,TDP(W),700\n";
    for text in [
        one.to_owned(),
        one.replace(',', ";"),
        one.replace(',', "\t"),
        format!("\u{feff}{one}"),
        one.replace('\n', "\r\n"),
        "Value,column,ROW,table,extra\n700,TDP(W),H100 SXM,表,x\n".to_owned(),
    ] {
        assert_eq!(statuses(&text), [Status::Ok], "{text:?}");
    }
}

#[test]
fn errors_name_the_line() {
    assert!(complaint(b"").contains("t.csv holds no cell"));
    assert!(complaint(b"\n\n").contains("holds no cell"));
    assert!(complaint(b"table,row,column,value\n").contains("holds no cell"));
    assert!(complaint(b"table,row,value\na,b,c\n").contains("no column `column`"));
    assert!(complaint(b"PK\x03\x04rubbish\n").contains("no column `table`"));
    let short = complaint(b"table,row,column,value\na,b,c,d\na,b,c\n");
    assert!(short.contains("line 3: 3 fields where the header has 4"), "{short}");
    let latin = complaint(b"table,row,column,value\na,b,c,d\na,b,c,\xe9\n");
    assert!(latin.contains("line 3: not UTF-8"), "{latin}");
    assert!(complaint(b"\xff\xfe\x00t").contains("line 1: not UTF-8"));
}

#[test]
fn cells_printed_twice_must_agree() {
    let csv = "table,row,column,value\nt,Foo 9,TDP (W),300\nt,Foo 9,TDP (W),350\n";
    assert_eq!(statuses(csv), [Status::Inconsistent, Status::Inconsistent]);
    let same = "table,row,column,value\nt,Foo 9,TDP (W),300\nt,Foo 9,TDP (W),300\n";
    assert_eq!(statuses(same), [Status::Unverified, Status::Unverified]);
    let two = "table,row,column,value\na,Foo 9,TDP (W),300\nb,Foo 9,功耗(W),350\n";
    assert_eq!(statuses(two), [Status::Inconsistent, Status::Inconsistent]);
}

#[test]
fn unknown_chips_are_never_ok() {
    let csv = "table,row,column,value\n\
        t,Foo 9,显存带宽(GB/s),819.2\nt,Foo 9,显存位宽(bit),1024\nt,Foo 9,显存速率(Gbps),6.4\n\
        t,Bar 7,显存带宽(GB/s),1638.4\nt,Bar 7,显存位宽(bit),1024\nt,Bar 7,显存速率(Gbps),6.4\n\
        t,Bar 7,TDP(W),500000\nt,Bar 7,魔法值,3\n";
    use Status::{Inconsistent, Unit, Unverified};
    let found = statuses(csv);
    assert_eq!(found[..3], [Unverified; 3]);
    // Half the bandwidth would do, or twice the bus: the odder of the two is named, not both.
    let mut of_two = found[3..5].to_vec();
    of_two.sort();
    assert_eq!(of_two, [Inconsistent, Unverified]);
    assert_eq!(found[5..], [Unverified, Unit, Unverified]);
}

#[test]
fn the_kinds_of_error_have_their_names() {
    let csv = "table,row,column,value\n\
        t,H100 SXM,显存带宽(TB/s),3350\nt,H100 SXM,BF16 Tensor(TFLOPS),1979\n\
        t,H100 SXM,NVLink per dir(GB/s),900\nt,H100 SXM,PCIe bidir(GB/s),1024\n\
        t,H100 SXM,TDP(W),\nt,H100 SXM,BF16 Tensor sparse(TFLOPS),1979\n";
    use Status::{Missing, Ok, Unit, Wrong};
    assert_eq!(statuses(csv), [Unit, Wrong, Unit, Unit, Missing, Ok]);
    assert!(findings(csv)[1].message.contains("structured sparsity"));
}

#[test]
fn aliases_teach_new_names() {
    let csv = "table,row,column,value\nt,our card,dense rate,989\n";
    assert_eq!(statuses(csv), [Status::Unverified]);
    let text = "[chips]\n\"Our Card\" = \"H100 SXM\"\n\
                [properties]\n\"dense rate\" = \"BF16 Tensor (TFLOPS)\"\n";
    let aliases = Aliases::parse("a.toml", text).unwrap();
    let cells = read("t.csv", csv.as_bytes()).unwrap();
    assert_eq!(judge(&cells, Catalog::embedded(), &aliases)[0].status, Status::Ok);
    let text = "label,meaning\nOur Card,H100 SXM\ndense rate,BF16 Tensor (TFLOPS)\n";
    let aliases = Aliases::parse_csv("a.csv", text).unwrap();
    assert_eq!(judge(&cells, Catalog::embedded(), &aliases)[0].status, Status::Ok);
    let header = Aliases::parse_csv("a.csv", "name,meaning\n").unwrap_err().to_string();
    assert!(header.contains("a.csv, line 1: no column `label`"), "{header}");
    let empty = Aliases::parse_csv("a.csv", "label,meaning\nx,H100\ny,\n").unwrap_err().to_string();
    assert!(empty.contains("a.csv, line 3"), "{empty}");
    let wrong = Aliases::parse("a.toml", "[properties]\nx = \"y\"\n").unwrap_err().to_string();
    assert!(wrong.contains("`x` is an alias of `y`"), "{wrong}");
    assert!(Aliases::parse("a.toml", "[chip]\n").is_err());
}

#[test]
fn findings_keep_the_keys_of_the_input() {
    let cells =
        read("t.csv", "table,row,column,value\nt,T4,显存带宽(GB/s),200\n".as_bytes()).unwrap();
    let finding = &judge(&cells, Catalog::embedded(), &Aliases::default())[0];
    let json = finding.to_json(&cells[0]);
    let keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys[..5], ["table", "row", "column", "value", "status"]);
    assert_eq!(json["expected"].as_f64(), Some(320.0));
    assert_eq!(json["relative_error"].as_f64(), Some(200.0 / 320.0 - 1.0));
    assert!(json["confidence"].as_f64().is_some_and(|c| (0.5..=1.0).contains(&c)));
}
