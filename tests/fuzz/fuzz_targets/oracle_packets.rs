//! Whatever a server sends, the relay passes on as many bytes as came, and whatever the driver answers is passed on or ends
//! the connection.
#![no_main]

#[path = "../../../src/extract"]
#[allow(dead_code)]
mod extract {
    #[path = "source/oracle/thin/relay"]
    pub mod relay {
        pub mod describe;
        mod packet;
        pub mod translator;
    }
}

use extract::relay::translator::Translator;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    // The first byte says how large the pieces are, the second how much of the rest comes from the driver.
    let [size, driver, rest @ ..] = input else { return };
    let (from_driver, from_server) = rest.split_at(rest.len() * usize::from(*driver) / 256);
    let mut translator = Translator::default();
    let (mut to_driver, mut to_server) = (Vec::new(), Vec::new());
    let pieces = from_server.chunks(usize::from(*size).max(1));
    let answers = from_driver.chunks(usize::from(*size).max(1)).map(Some).chain(std::iter::repeat(None));
    for (piece, answer) in pieces.zip(answers) {
        translator.push(piece, &mut to_driver);
        if let Some(answer) = answer
            && translator.push_back(answer, &mut to_server).is_err()
        {
            return;
        }
    }
    translator.finish(&mut to_driver);
    assert_eq!(to_driver.len(), from_server.len());
    let columns = translator.learned().texts.len();
    assert!(columns <= from_server.len());
});
