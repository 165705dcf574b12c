//! The one reminder that is sent without anybody asking: to whoever was asked by mail and has not answered after some days.

use super::emails::{self, EmailKind};
use super::{SECONDS_A_DAY, can_mail, hand_out, is_locked};
use crate::{Actor, Caller, Permission, Result, Service, Via};
use store::invitations::{self, Invitation};
use store::jobs::{self, JobKind, JobState};
use store::{Timestamp, users};

/// When the reminder of an invitation is due; none if there will be none.
#[must_use]
pub fn reminder_due(service: &Service, mailed_at: &Timestamp) -> Option<Timestamp> {
    let days = service.settings().reminder_days;
    (days > 0 && can_mail(service)).then(|| mailed_at.plus_seconds(days * SECONDS_A_DAY))
}

/// Sends the reminders that are due. What is due is read from the invitations, so that a restart loses none and nobody gets
/// two.
#[crate::boxed]
pub async fn remind_waiting(service: &Service) -> Result<()> {
    let days = service.settings().reminder_days;
    if days == 0 || !can_mail(service) {
        return Ok(());
    }
    let now = service.surroundings().now();
    let mailed_before = now.plus_seconds(-days * SECONDS_A_DAY);
    let mut connection = service.database().read().await?;
    let waiting = invitations::to_remind(&mut connection, &mailed_before, &now).await?;
    drop(connection);
    for invitation in waiting {
        if let Err(error) = remind(service, &invitation).await {
            tracing::warn!(invitation = %invitation.id, %error, "a reminder cannot be sent now");
        }
    }
    Ok(())
}

/// Sends a reminder in the name of whoever invited, if they may still invite.
async fn remind(service: &Service, invitation: &Invitation) -> Result<()> {
    let org = &invitation.org_id;
    let mut connection = service.database().read().await?;
    let user = users::find(&mut connection, org, &invitation.invited_by).await?;
    drop(connection);
    let Some(user) = user.filter(|user| user.disabled_at.is_none()) else { return Ok(()) };
    let actor = Actor { org: org.clone(), user: user.id, role: user.role, via: Via::Job, scopes: None };
    let request = format!("reminder-{}", invitation.id);
    let caller = Caller { actor, request, key: None, address: String::new() };
    let mut write = service.write_anew(&caller, Permission::InvitationsWrite, "invitation.remind").await?;
    let (connection, org) = write.parts();
    // Another server waits here, and then sees the mail that this one is about to send.
    invitations::hold(connection, org, &invitation.id).await?;
    let last = jobs::newest_about(connection, org, JobKind::Mail, invitation.id.as_str()).await?;
    let is_sent = |job: &jobs::Job| {
        job.state == JobState::Done && invitation.mailed_at.as_ref().is_some_and(|at| job.created_at <= *at)
    };
    let Some(last) = last.filter(is_sent) else { return Ok(()) };
    if is_locked(connection, invitation).await? {
        return Ok(());
    }
    let base_url = emails::base_url(&last.payload)?;
    hand_out(service, write, invitation, (EmailKind::Reminder, true), (&base_url, &["link"])).await?;
    Ok(())
}
