//! What an account is protected by.

use foh_web::views::identity::{
    ConfirmBy, ConfirmPassword, FactorStage, RecoveryCodes, SecondFactor, SessionRow, Sessions,
    SignInCode,
};
use foh_web::views::parts::{Field, Notice, NoticeKind};
use foh_web::views::qr::qr_svg_of;

use crate::{Gallery, frame};

const URL: &str = "otpauth://totp/Kammerspiele%20am%20Markt:ada%40example%2Eorg?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Kammerspiele%20am%20Markt";

pub fn pages(gallery: &mut Gallery) {
    let row = |device: &str, this, used: &str| SessionRow {
        id: "0193a7c2-5b1e-7cc4-9f7e-2d5100000000".into(),
        device: device.into(),
        this,
        began: "Friday 27 November, 08:12 (Berlin time)".into(),
        used: format!("{used} (Berlin time)"),
    };
    gallery.page(
        "sessions",
        &Sessions {
            frame: frame("Sessions"),
            notice: Some(Notice::new(NoticeKind::Done, "That session has ended", "")),
            others: true,
            rows: vec![
                row("Firefox on Linux", true, "Saturday 28 November, 18:34"),
                row(
                    "Samsung Internet on Android",
                    false,
                    "Saturday 28 November, 17:02",
                ),
                row("An unknown device", false, "Friday 27 November, 08:12"),
            ],
        },
    );
    let code = SignInCode {
        frame: frame("Sign in"),
        notice: Some(Notice::new(
            NoticeKind::Refused,
            "This code does not work",
            "Each code works once. Wait for the next one in the app, or use a recovery code.",
        )),
        code: Field::default(),
        next: None,
    };
    gallery.page("sign-in-code", &code);
    gallery.page(
        "confirm-password",
        &ConfirmPassword {
            frame: frame("Confirm it is you"),
            notice: None,
            by: ConfirmBy::Password,
            field: Field::default().refused("This is not your password. Please try again."),
            next: Some("/account/tokens".into()),
        },
    );
    let stages = [
        ("second-factor", FactorStage::None),
        (
            "second-factor-begun",
            FactorStage::Begun {
                picture: qr_svg_of(URL, "QR code for the app").expect("a picture"),
                secret: "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ".into(),
            },
        ),
        (
            "second-factor-on",
            FactorStage::Enrolled {
                since: "Friday 27 November, 08:12 (Berlin time)".into(),
                recovery_codes: 9,
            },
        ),
    ];
    for (name, stage) in stages {
        let required = stage == FactorStage::None;
        let page = SecondFactor {
            frame: frame("Second factor"),
            notice: required.then(|| {
                Notice::new(
                    NoticeKind::Warning,
                    "Your role needs a second factor",
                    "Set it up now: until then you can do nothing else.",
                )
            }),
            stage,
            required,
            has_password: true,
            code: Field::default(),
            password: Field::default(),
        };
        gallery.page(name, &page);
    }
    gallery.page(
        "recovery-codes",
        &RecoveryCodes {
            frame: frame("Recovery codes"),
            enrolled: true,
            codes: (0..10)
                .map(|n| format!("74AA-CAQD-AQC{}-MBYI", char::from(b'A' + n)))
                .collect(),
        },
    );
}
