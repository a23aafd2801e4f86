import Core
import Testing

@Suite struct UserErrorTests {
  @Test(arguments: [
    (UserError(.noInput, "a.mp4", "there is none"), "a.mp4: there is none"),
    (UserError(.noInput, "a.mp4", "there is none", remedy: "make one"), "a.mp4: there is none; make one"),
    (
      UserError(.noInput, "a.mp4", "there is none", remedy: "make one", detail: "ENOENT"),
      "a.mp4: there is none; make one [ENOENT]"
    ),
    (UserError(.noInput, "a.mp4", "there is none", detail: ""), "a.mp4: there is none"),
  ])
  func `an error is formatted as one line`(error: UserError, text: String) {
    #expect("\(error)" == text)
  }
}
