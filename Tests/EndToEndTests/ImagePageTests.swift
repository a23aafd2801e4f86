import FoundationEssentials
import FrameveilTesting
import Testing

/// The page of the image API in a browser, from the function in AWS's Lambda emulator; see Tests/Stack/image-page.
@Suite(.blocking) struct ImagePageTests {
  private func browse(_ scenario: String, hasFaces: Bool = true) throws -> (seen: JSON, api: ImageAPI) {
    let api = try ImageAPI(hasFaces: hasFaces)
    let gateway = try api.gateway()
    let seen = try Browser.read(scenario, gateway.url, picture: api.photograph)
    #expect(seen["wrong"] == [], "\(seen["wrong"])")
    return (seen, api)
  }

  @Test func `a picture is chosen, sent, shown and downloaded`() throws {
    let (seen, api) = try browse("use")
    #expect(seen["axe"] == [], "\(seen["axe"])")
    #expect(seen["captions"] == ["Faces", "Things and scenes", "Text"] && seen["untickable"] == [])
    #expect(seen["boxes"].int == api.faces.count + 2 && seen["shown"] == false)
    let rows = seen["rows"].elements.compactMap(\.text)
    #expect(rows.count == api.faces.count + 3)
    for (row, place) in zip(rows, ["left, ", "right, ", "centre, "]) {
      #expect(row.contains(place), "\(row)")
    }
    let street = try #require(seen["bars"].elements[api.faces.count + 1].int)
    #expect((59...62).contains(street), "the bar of 60.5 %")
    #expect(seen["summary"].text?.contains("2 labels, 1 line of text") == true, "\(seen["summary"])")
    let hidden = seen["hidden"].elements.compactMap(\.int)
    #expect(hidden[0] < 40 && hidden[1] > 215 && hidden[2] < 40, "green: \(hidden)")
    #expect(seen["original"] != seen["hidden"], "the switch shows the original")
    #expect(seen["picture"].elements.last == "ffd8ff" && seen["data"] == "photograph.json")
    #expect(!seen["members"].elements.contains("urls"), "URLs that give access are not saved")
    // Nothing but the function and the bucket is asked, and nothing is in the address.
    let parts = seen["hosts"].elements.compactMap(\.text).filter { $0 != "blob" && $0 != "data" }
    #expect(parts.count == 2 && parts.allSatisfy { $0.hasPrefix("127.0.0.1:") }, "\(parts)")
    #expect(seen["location"].text?.hasSuffix("/prod/") == true)
    let policy = seen["headers"]["content-security-policy"].text ?? ""
    #expect(policy.hasPrefix("default-src 'none'; script-src 'sha256-") && !policy.contains("unsafe"))
    #expect(seen["headers"]["x-content-type-options"] == "nosniff")
    #expect(seen["headers"]["referrer-policy"] == "no-referrer")
  }

  @Test func `the keyboard is enough`() throws {
    let (seen, _) = try browse("keyboard")
    #expect(seen["alternative"].text?.hasPrefix("The picture as you sent it. Found: ") == true)
    #expect(seen["features"] == ["Faces", "Things and scenes"], "Text was switched off")
    #expect(seen["strong"] == 1 && seen["pressed"] == "true")
  }

  @Test func `failures are told in words, and an attempt after one has the same key`() throws {
    let (seen, api) = try browse("faults")
    #expect(seen["axe"] == [], "\(seen["axe"])")
    let told = seen["told"].elements.compactMap(\.text)
    let words = [
      "There is no picture yet.", "Try again in 5 seconds.", "damaged, cut off",
      "The service says: <b>new</b>.",
      "too many bytes", "does not respond", "You may not use this service.", "does not understand",
      "cannot be reached", "cannot be read as a picture", "damaged, cut off", "cannot be loaded",
      "Nothing is ticked under “Hide”.",
    ]
    #expect(told.count == words.count)
    for (text, expected) in zip(told, words) { #expect(text.contains(expected), "\(text)") }
    #expect(seen["keys"] == 2, "other options have another key")
    let form = seen["form"].text ?? ""
    #expect(form.contains("name=\"hide\"\r\n\r\nfaces,text\r\n"))
    #expect(form.contains("name=\"effect\"\r\n\r\nsolid\r\n"))
    #expect(try api.server.keys(api.bucket).count == 2, "only the last one was analysed")
  }

  @Test func `pictures are pasted and dropped, and converted if they have to be`() throws {
    let (seen, _) = try browse("ways")
    #expect(seen["names"] == ["paste.jpg", "drop.jpg"])
    #expect(seen["large"].text?.hasPrefix("Converted in this browser to a JPEG of") == true)
    #expect(seen["gif"].text?.hasPrefix("Converted in this browser to a JPEG of 1 × 1 pixels") == true)
  }

  @Test func `it fits screens from 320 pixels on, in light and dark`() throws {
    let (seen, _) = try browse("look")
    #expect(seen["axe"] == [] && seen["wide"] == [], "\(seen)")
  }
}
