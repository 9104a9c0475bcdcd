"""Names of countries as films bring them, so that a reader gets them in their own language.

The starter catalogue's (Wikidata's English labels, shortened), and as IMDb spells those that it spells otherwise;
a name that is not here is said as it is.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

COUNTRIES: tuple[str, ...] = (
    *(_("Afghanistan"), _("Albania"), _("Algeria"), _("Andorra"), _("Angola"), _("Argentina")),
    *(_("Armenia"), _("Australia"), _("Austria"), _("Azerbaijan"), _("Bahamas"), _("Bangladesh")),
    *(_("Belarus"), _("Belgium"), _("Benin"), _("Bhutan"), _("Bolivia"), _("Bosnia and Herzegovina")),
    *(_("Botswana"), _("Brazil"), _("Bulgaria"), _("Burkina Faso"), _("Cambodia"), _("Cameroon")),
    *(_("Canada"), _("Chad"), _("Chile"), _("China"), _("Colombia"), _("Congo"), _("Costa Rica")),
    *(_("Croatia"), _("Cuba"), _("Cyprus"), _("Czech Republic"), _("Czechia"), _("Czechoslovakia")),
    *(_("Democratic Republic of the Congo"), _("Denmark"), _("Dominican Republic"), _("East Germany")),
    *(_("Ecuador"), _("Egypt"), _("El Salvador"), _("Eritrea"), _("Estonia"), _("Ethiopia")),
    *(_("Finland"), _("France"), _("Georgia"), _("Germany"), _("Ghana"), _("Greece"), _("Greenland")),
    *(_("Guatemala"), _("Haiti"), _("Honduras"), _("Hong Kong"), _("Hungary"), _("Iceland"), _("India")),
    *(_("Indonesia"), _("Iran"), _("Iraq"), _("Ireland"), _("Israel"), _("Italy"), _("Ivory Coast")),
    *(_("Jamaica"), _("Japan"), _("Jordan"), _("Kazakhstan"), _("Kenya"), _("Kosovo"), _("Kuwait")),
    *(_("Kyrgyzstan"), _("Laos"), _("Latvia"), _("Lebanon"), _("Liberia"), _("Libya")),
    *(_("Liechtenstein"), _("Lithuania"), _("Luxembourg"), _("Macao"), _("Madagascar"), _("Malaysia")),
    *(_("Mali"), _("Malta"), _("Mauritania"), _("Mexico"), _("Moldova"), _("Monaco"), _("Mongolia")),
    *(_("Montenegro"), _("Morocco"), _("Mozambique"), _("Myanmar"), _("Namibia"), _("Nepal")),
    *(_("Netherlands"), _("New Zealand"), _("Nicaragua"), _("Niger"), _("Nigeria"), _("North Korea")),
    *(_("North Macedonia"), _("Norway"), _("Pakistan"), _("Palestine"), _("Panama")),
    *(_("Papua New Guinea"), _("Paraguay"), _("Peru"), _("Philippines"), _("Poland"), _("Portugal")),
    *(_("Puerto Rico"), _("Qatar"), _("Romania"), _("Russia"), _("Rwanda"), _("Saudi Arabia")),
    *(_("Senegal"), _("Serbia"), _("Serbia and Montenegro"), _("Singapore"), _("Slovakia")),
    *(_("Slovenia"), _("Somalia"), _("South Africa"), _("South Korea"), _("Soviet Union"), _("Spain")),
    *(_("Sri Lanka"), _("Sudan"), _("Sweden"), _("Switzerland"), _("Syria"), _("Taiwan")),
    *(_("Tajikistan"), _("Tanzania"), _("Thailand"), _("The Democratic Republic of Congo"), _("Togo")),
    *(_("Trinidad and Tobago"), _("Tunisia"), _("Turkey"), _("Turkmenistan"), _("Türkiye"), _("Uganda")),
    *(_("Ukraine"), _("United Arab Emirates"), _("United Kingdom"), _("United States"), _("Uruguay")),
    *(_("Uzbekistan"), _("Venezuela"), _("Vietnam"), _("West Germany"), _("Yemen"), _("Yugoslavia")),
    *(_("Zambia"), _("Zimbabwe"), _("Bahrain"), _("Korea"), _("Macau")),
)
