//! What marketers and admins meet.

use crate::album::Album;
use crate::town::Town;
use bellhop_tests::browser::Spot;

/// Address and name of each screen.
const SCREENS: [(&str, &str); 0] = [];

/// Opens every section.
pub(crate) async fn show(town: &Town, album: &Album) {
    let ada = town.at_console("Ada").await;
    Album::desk(&ada).await;
    for (path, name) in SCREENS {
        ada.visit(&town.console(path)).await;
        ada.see(Spot::Page, "[data-part=page]").await;
        ada.gone(Spot::Page, ".state").await;
        album.take(&ada, name).await;
    }
}
