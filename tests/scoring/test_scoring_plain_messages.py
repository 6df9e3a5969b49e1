"""Everyday messages of business customers: nothing in them leaves, escalates or is settled."""

import pytest

from radar_tui.scoring import shipped_rubric
from radar_tui.scoring.signals import SignalFinder

MESSAGES = """
    Do you work with other vendors?
    Which other suppliers can we connect?
    My name is not on the list.
    The new colleague is not on the list of approvers.
    How do I change supplier on an order?
    Can I change the provider of a single sign-on later?
    We love working with your company.
    We have worked with your company since 2019.
    How do I start onboarding a new supplier?
    We signed a new supplier and need to add them to the catalogue.
    The rep from your sales team gave us a demo on Tuesday.
    Do we have to give up the old numbers when we port them?
    Who can be named as a successor for an approval task?
    The other company in our group uses the same tenant.
    What happens to my session if I leave the page?
    Do I lose my draft if I leave?
    How do I switch to another language?
    How do I switch to a different plan?
    How do I switch to another account without logging out?
    Can we switch to annual billing in the middle of the year?
    How do I move all tickets to another queue?
    We are moving to another bank, where do I enter the new IBAN?
    How do I move a project to another workspace?
    Can I move a user to a different team?
    We are migrating away from MySQL, does the connector support Postgres?
    We moved away from on-premise servers last year.
    What are the other options in that menu?
    Do you have alternatives to the CSV export?
    Are there alternatives to the nightly sync?
    Is there an alternative to your polling endpoint?
    Could you find an alternative date for the training?
    We compared two alternatives in the report builder.
    Do you offer an alternative product for small sites?
    The new supplier is not shown in the dropdown.
    The new provider has a different tax number.
    The old supplier shows up again in the search.
    Please send the last invoice you issued as a PDF.
    Where can I download the final invoice of an order?
    Do you refund unused seats?
    How do refunds work on the annual plan?
    When does our contract end?
    Which field holds the contract end date?
    Where do I record the termination date of an employee?
    Can the employee record hold a termination letter template?
    We do our yearly vendor review, could you send the SOC 2 report?
    I have a question about our subscription.
    I have a question about the renewal quote, which currency is it in?
    Please review the contract draft and add our address.
    How long does my data stay with you?
    I would prefer to move the meeting to Friday.
    The rollout goes out at the end of the month.
    We need this by the end of this business day.
    At the end of the term we export all grades.
    I will not be back until Monday.
    We will not be using the scheduling module this year.
    I will not be returning the loan device before May.
    We do not use that report anymore.
    How do I stop using it as the default browser?
    We stopped using this field in March.
    What do you want out of the log, the trace or the summary?
    I would like the report out of the box.
    Is today the last chance to register for the webinar?
    I said goodbye to a colleague, please remove her licence.
    What is the cost to migrate a database of 40 GB?
    What is the cost of switching regions?
    Can I find another provider in the catalogue?
    Can I choose another carrier for express parcels?
    We are looking for someone who can explain the API limits.
    Can someone else approve the request while I am away?
    The button moved elsewhere in the new layout.
    I looked elsewhere in the docs but found only the old page.
    Can the file be stored somewhere else?
    Which reports can I pull out of the archive?
    The importer throws it out when the date is empty.
    We pull our users from LDAP every night.
    Do you pull our data from the API or from files?
    How do I go back to the previous version of a document?
    How do I go back to the old layout?
    We were charged one pound to verify the card, is that expected?
    My boss asked me to find the March invoice.
    They want us to review the settings before the audit.
    Purchasing asked me to compare the two plans.
    Procurement needs three quotes for more than ten seats.
    We need a replacement for the broken scanner.
    Can a text field be replaced by a dropdown?
    Turn it off today and on again tomorrow, is that possible?
    We are planning the migration to the new data centre.
    We are planning the move to the new region in June.
    Does the new software installed on the terminals need a licence?
    We no longer use your v1 API, can you remove the key?
    Will you discontinue the legacy service next year?
    I am off today, please answer to my colleague.
    I am out this week, Dana can test it.
    I am leaving at five today, can you call before?
    We are thinking about switching to the annual plan.
    We plan to terminate the old server in May.
    We intend to switch from CSV to JSON.
    We plan to move on to the second module.
    We are considering a move to the new region.
    We are off next week because of the holidays.
    Two employees are leaving in May, how do I free their seats?
    A customer wants to cancel an order, where do I do that?
    How do I delete my draft?
    How do I delete our old test projects?
    Can I deactivate a single account of a colleague?
    How do I close a fiscal year?
    How do I terminate a running instance?
    Can I leave a group without losing its files?
    How do I leave a shared channel?
    How do I end a session for another user?
    Our competitor analysis needs a pivot table, is there one?
    The CRM lists a competitor field, can I rename it?
    Does the tender module support two rounds?
    We publish tenders every month, can they be scheduled?
    Can suppliers see each other's bids?
    The comparison of offers does not sort by price.
    Can I export the quotes of all suppliers?
    How many vendors fit on one page?
    We need the price list of the new vendor by Monday.
    What does an exit code of 3 mean?
    Is there an exit button in full-screen mode?
    How do I set up an exit plan for offboarding staff?
    Could you explain the cancellation policy of bookings?
    Can guests cancel their own reservation?
    What is the notice period for changes of prices? It is for our files.
    How do I add a user?
    How many seats do we have left?
    Where do I find the API key?
    Is there a dark mode?
    The export has no header row.
    The logo is cut off in the PDF.
    Can I schedule the report for Mondays?
    We would like to add ten licences.
    Our address has changed, please update the invoice.
    Which browsers do you support?
    The import stops at row 4,012 with a date error.
    The mobile app shows yesterday's figures.
    How do I reset two-factor authentication?
    Can you enable the beta for our tenant?
    Do you have a status page?
    What time zone do the timestamps have?
    How do I share a dashboard with a client?
    Is the webhook signed?
    The search ignores accents.
    Can I rename a workspace?
    Please send the W-9 form.
    Where do I change the VAT number?
    Does the trial include the API?
    Can I merge two customer records?
    The totals in the dashboard and the export differ by 3 cents.
    What does status "pending review" mean?
    Can a manager approve on behalf of a colleague?
    How do I make someone a manager of a team?
    The manager view shows no totals.
    Our director needs read access to the dashboard.
    Please add our account manager to the thread.
    Could you tell me why the top-up is pending?
    Please tell my colleague how to reset the token.
    Please let people know in the banner that the page is slow.
    Can we tell all users about the maintenance in the app?
    How do I notify everyone in a channel?
    Does escalation work on weekends in the on-call plan?
    Where do I edit the escalation steps?
    The alert did not escalate to the second level, which setting is that?
    Our legal team needs the data processing agreement.
    Our lawyers use the document comparison every day.
    We are a law firm with 20 lawyers, which plan fits?
    Does the audit log meet what regulators ask for?
    Is your product certified by the regulator?
    Our press team cannot upload images above 10 MB.
    Press any key does not work on the kiosk.
    We are a newspaper and need the archive search.
    How do I post a review of a template?
    Where do I see the reviews of our shop?
    Can I share the screenshot in the community forum?
    How do I register a complaint of a guest in the system?
    The complaint form has no field for the room number.
    How do I dispute a charge of our courier in the portal?
    When will the export be working again?
    Have you fixed it?
    Has this been resolved?
    Has the login issue been resolved yet?
    Is everything working again?
    Is it working now?
    Is the problem solved on your side?
    Do you know whether the issue is resolved?
    Please tell us when it works again.
    Let me know once it is fixed, then I will test.
    Call us if the issue is resolved before noon.
    We wait until everything is back to normal.
    Is there a way to get it working again?
    Everything goes to spam.
    Everything runs through one proxy here.
    Everything is in the attached log.
    The import was working fine until Tuesday.
    The scanner was working fine before the update.
    We thought it was all good, but two rows are missing.
    I thought it worked, but the file is empty.
    The agent said it was fixed, the error still shows.
    It should be working now, according to your page, but it is not.
    It works fine in Chrome but not in Firefox.
    I was told that the problem is solved.
    The ticket was marked as solved, the file is still missing.
    Nothing is back to normal here.
    How do I close this ticket automatically after a week?
    Can a ticket be closed by the requester?
    Will the ticket be closed if I do not answer?
"""


@pytest.fixture(scope="module")
def finder() -> SignalFinder:
    return SignalFinder(shipped_rubric())


@pytest.mark.parametrize("text", [line.strip() for line in MESSAGES.strip().splitlines()])
def test_a_plain_message_says_nothing_of_leaving_escalating_or_being_settled(
    finder: SignalFinder, text: str
) -> None:
    fired = {signal.name.value: signal.rule for signal in finder.find(text, {})}
    assert not {"churn", "escalation", "resolution"} & set(fired), fired
