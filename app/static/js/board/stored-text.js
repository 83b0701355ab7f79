// The stored text of a note or a comment, to be edited. The text on the page is not used, because the browser may have
// translated it.
import { message } from "../shared/messages.js";
import { request } from "../shared/request.js";
import { toast } from "../shared/toast.js";
import { WORKSHOP } from "../shared/workshop.js";

/**
 * Fetch the text.
 * @param {string} path `notes/ID` or `comments/ID`
 * @returns {Promise<string | null>} null after a failure, which a message reports
 */
export async function storedText(path) {
  try {
    const answer = await request(`${WORKSHOP}/${path}/edit`, { headers: { Accept: "text/plain" } });
    if (answer.ok) return answer.text;
    toast(answer.text || message("failed"));
  } catch {
    toast(message("failed"));
  }
  return null;
}
