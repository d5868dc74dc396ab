//! A passenger who has lost the link finds the booking again.

use foh_domain::limits::{Limit, Rate};
use foh_testkit::{both_engines, engines::Engine};

use crate::{
    playhouse::{Playhouse, line::Line, unlimited},
    travel::booked,
};

const PHONE: &str = "+250788123451";

/// What stands on the booking's page.
async fn reference(house: &Playhouse, address: &str) -> String {
    let page = house.visitor().get(address).await;
    let (_, rest) = page.body.split_once("Your booking ").unwrap();
    rest.split('<').next().unwrap().to_owned()
}

both_engines! {
    async fn reference_and_number_lead_to_the_booking(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let line = Line::of(&house.house, 30).await;
        let address = booked(&house, line.tonight, &[]).await;
        let reference = reference(&house, &address).await;
        let visitor = house.visitor();
        let form = visitor.get("/travel/find").await;
        assert_eq!((form.status, form.value("reference")), (200, Some("")));
        let typed = [("reference", reference.to_lowercase()), ("phone_number", "+250 788 123 451".to_owned())];
        let typed = typed.each_ref().map(|(name, value)| (*name, value.as_str()));
        let found = visitor.post("/travel/find", &typed).await;
        assert_eq!(found.status, 303, "{}", found.body);
        let again = found.header("location");
        assert_ne!(again, address, "a token of its own");
        visitor.get(again).await.says("Approve the payment on your phone");
    }

    async fn whichever_does_not_fit_the_answer_is_the_same(engine: Engine) {
        let house = Playhouse::open(engine).await;
        let line = Line::of(&house.house, 30).await;
        let address = booked(&house, line.tonight, &[]).await;
        let reference = reference(&house, &address).await;
        let visitor = house.visitor();
        for (reference, phone) in [(reference.as_str(), "+250788123452"), ("ABCDEF", PHONE), ("ABCDEF", "+250788123452")] {
            let answer = visitor.post("/travel/find", &[("reference", reference), ("phone_number", phone)]).await;
            assert_eq!(answer.status, 404);
            answer.says("There is no booking with this reference and this number.");
            assert_eq!(answer.value("reference"), Some(reference));
        }
        let wrong = visitor.post("/travel/find", &[("reference", "4D5"), ("phone_number", "12")]).await;
        assert_eq!(wrong.status, 422);
        wrong.says("2 things need another look");
    }

    async fn guesses_are_few_from_an_address_and_of_a_number(engine: Engine) {
        let limits = unlimited().with(Limit::TravelFind, Rate::new(2, 3_600));
        let house = Playhouse::open_with(engine, limits, true).await;
        let visitor = house.visitor();
        for number in 0..3 {
            let reference = format!("ABCDE{number}");
            let answer = visitor.post("/travel/find", &[("reference", &reference), ("phone_number", PHONE)]).await;
            assert_eq!(answer.status, if number < 2 { 404 } else { 429 });
        }
    }
}
