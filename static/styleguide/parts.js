import { Banners, Details, Forms } from "./around.js";
import { Dialogs, Skeletons } from "./dialogs.js";
import { Composers, InFeed } from "./writing.js";
import { Menus, Messages } from "./messages.js";
import { RoomList } from "./rooms.js";
import { Colours, Icons, Measures, Type } from "./tokens.js";

/** What stands in each `data-live` place of templates/styleguide.html. */
export const parts = {
  colours: Colours,
  type: Type,
  measures: Measures,
  icons: Icons,
  rooms: RoomList,
  messages: Messages,
  menus: Menus,
  feed: InFeed,
  composer: Composers,
  banners: Banners,
  forms: Forms,
  details: Details,
  dialogs: Dialogs,
  skeletons: Skeletons,
};
