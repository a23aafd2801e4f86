import Core
import Media
import Profiles

/// Transcodes an input with a built-in profile, without changing its frames.
func transcode(_ path: String, profile name: String, into sink: any ByteSink) async throws
  -> MediaWriter.Result
{
  let text = BuiltInProfiles.texts.first { $0.name == name }?.text ?? ""
  let reader = try MediaReader(input: .file(path: path))
  let description = try await reader.open()
  let writer = try MediaWriter(
    profile: EncodeProfile(name: name, text: text), description: description, sink: sink)
  try await writer.start()
  try await withThrowingTaskGroup(of: Void.self) { group in
    for track in description.tracks.indices {
      group.addTask {
        while let packet = try await reader.nextPacket(track: track) {
          try await writer.write(packet, track: track)
        }
      }
    }
    group.addTask {
      while let frame = try await reader.nextFrame() { try await writer.write(frame) }
      try await writer.endFrames()
    }
    try await group.waitForAll()
  }
  let result = try await writer.finish(
    comparing: ReadCounters(video: reader.counters, tracks: reader.trackCounters()))
  await writer.close()
  await reader.close()
  return result
}
