import Media
import Profiles

let arguments = CommandLine.arguments
let reader = try MediaReader(input: MediaInput(argument: arguments[1]))
let description = try await reader.open()
print(description)
let input = MediaInput(argument: arguments[1])
let profile = try EncodeProfile(name: arguments[3], text: BuiltInProfiles.texts.first { $0.name == arguments[3] }!.text)
let file = try OutputFile(path: arguments[2], replacing: true, input: input)
let writer = try MediaWriter(profile: profile, description: description, sink: file)
try await writer.start()
try await withThrowingTaskGroup(of: Void.self) { group in
  group.addTask {
    while let frame = try await reader.nextFrame() { try await writer.write(frame) }
    await writer.endFrames()
  }
  for track in description.tracks.indices {
    group.addTask {
      while let packet = try await reader.nextPacket(track: track) { try await writer.write(packet, track: track) }
      await writer.endPackets(track: track)
    }
  }
  try await group.waitForAll()
}
let result = try await writer.finish()
try await reader.checkLength()
try file.publish()
print(result)
