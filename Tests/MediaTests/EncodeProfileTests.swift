import Core
import Media
import Testing

@Suite struct EncodeProfileTests {
  @Test func `a complete profile is parsed`() throws {
    let profile = try EncodeProfile(
      name: "own",
      text: """
        # For the archive.
        #
        # More about it.
        extensions: MKV mk3d
        encode: videoconvert !
          x265enc speed-preset=slow
        \ttune=grain
        # In between.
        mux: matroska

        odd-size-format:  Y444\t\r
        """)
    #expect(profile.name == "own")
    #expect(profile.summary == "For the archive.")
    #expect(profile.extensions == ["mkv", "mk3d"])
    #expect(profile.encode == "videoconvert ! x265enc speed-preset=slow tune=grain")
    #expect(profile.mux == "matroska")
    #expect(profile.oddSizeFormat == "Y444")
  }

  @Test func `optional keys may be omitted`() throws {
    let profile = try EncodeProfile(name: "own", text: "encode: a\nmux: b")
    #expect(profile.extensions == [])
    #expect(profile.oddSizeFormat == nil)
    #expect(profile.summary == "")
  }

  @Test func `values may contain colons and hash signs`() throws {
    let profile = try EncodeProfile(
      name: "own", text: "encode: x265enc option-string=crf=20:aq=1 # not a comment\nmux: b")
    #expect(profile.encode == "x265enc option-string=crf=20:aq=1 # not a comment")
  }

  @Test(arguments: [
    ("", "both 'encode' and 'mux'"), ("# nothing", "both 'encode' and 'mux'"),
    ("encode: a", "both 'encode' and 'mux'"),
    ("mux: a", "both 'encode' and 'mux'"), ("encode: a\nmux: b\ncrf: 20", "line 3: unknown key 'crf'"),
    ("encode: a\n\nmux b", "line 3: expected 'key: value', found 'mux b'"),
    ("Encode: a\nmux: b", "line 1: unknown key 'Encode'"),
    (": a", "line 1: unknown key ''"),
  ])
  func `an invalid profile is rejected with the line number`(text: String, words: String) throws {
    let error = #expect(throws: UserError.self) { try EncodeProfile(name: "own", text: text) }
    #expect(error?.code == .configuration)
    #expect(error?.subject == "profile own")
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
  }

  @Test(arguments: [("-", "standard input"), ("a-b.mp4", "a-b.mp4")])
  func `an input argument is a path or standard input`(argument: String, name: String) {
    #expect(MediaInput(argument: argument).name == name)
  }
}
