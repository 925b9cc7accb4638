//! The public site's input: public records only. No function here can read a case.

use crate::projects::Listed;
use crate::publication::publisher;
use crate::{Coordinator, Error};
use ambergate_formats::published::{Publication, SiteInput};
use jiff::SignedDuration;

/// security.txt is renewed with every build and expires well within a year (RFC 9116, 2.5.5).
const EXPIRES: SignedDuration = SignedDuration::from_hours(24 * 180);

impl Coordinator {
    /// What the public site of a project shows now.
    pub async fn site_input(&self, listed: &Listed) -> Result<SiteInput, Error> {
        let records = self.store().publications(&listed.id).await?;
        let publications: Vec<Publication> = records
            .iter()
            .filter_map(|record| serde_json::from_slice(&record.body).ok())
            .collect();
        if publications.len() != records.len() {
            return Err(Error::Document(
                "a public record cannot be read; run audit verify".to_owned(),
            ));
        }
        Ok(SiteInput {
            publisher: publisher(listed),
            policy_text: listed.settings.policy_text.clone(),
            report_url: format!("{}/report", listed.settings.public_url),
            publications,
            security_txt_expires: whole_day(self.now() + EXPIRES),
        })
    }

    /// Builds every project's public site: at start, so that a new node serves what was published before.
    pub async fn refresh_sites(&self) -> Result<(), Error> {
        for listed in self.projects().iter() {
            let input = self.site_input(listed).await?;
            self.inner
                .site
                .publish(listed.slug.to_string(), input)
                .await
                .map_err(Error::Document)?;
        }
        Ok(())
    }
}

fn whole_day(at: ambergate_process::Instant) -> ambergate_process::Instant {
    let midnight = at.to_zoned(jiff::tz::TimeZone::UTC).start_of_day();
    midnight.map_or(at, |zoned| zoned.timestamp())
}
